#include "tests/hostile/corpus.h"

#include <utility>

#include "tests/hostile/wire.h"

namespace hilt::hostile {

void Corpus::Add(const Scene& scene, std::string mutation, Shape shape, std::string text,
                 Expected expected) {
  cases_.push_back({.family = family_,
                    .scenario = scene.name,
                    .mutation = std::move(mutation),
                    .shape = shape,
                    .text = std::move(text),
                    .expected = std::move(expected),
                    .terms = scene.terms});
}

void Corpus::Add(const Scene& scene, const Bend& bend) {
  Scene bent = scene;
  bend.how(bent);
  bent.AddNamedAccounts();
  for (const Shape shape : kAllShapes) {
    const bool enhanced = shape == Shape::kHeliusEnhanced;
    if (enhanced && bend.chain_only) continue;
    if (shape == Shape::kBase64 && !FitsOnTheWire(bent)) continue;
    const domain::Verdict verdict = enhanced && bend.enhanced ? *bend.enhanced : bend.expected;
    Add(scene, bend.mutation, shape, Write(ToShape(bent, shape)), Is(verdict));
  }
}

}  // namespace hilt::hostile
