#include "indexer/pipeline/sink.h"  // which stands by itself
