#include "tests/hostile/corpus.h"

#include <utility>

namespace hilt::hostile {

void Corpus::Add(const Scene& scene, std::string mutation, Shape shape, std::string text,
                 Expected expected) {
  cases_.push_back({.family = family_,
                    .scenario = scene.name,
                    .mutation = std::move(mutation),
                    .shape = shape,
                    .text = std::move(text),
                    .expected = std::move(expected),
                    .terms = scene.terms,
                    .policy = policy_});
}

void Corpus::Add(const Scene& scene, const Bend& bend) {
  Scene bent = scene;
  bend.how(bent);
  bent.AddNamedAccounts();
  for (const Shape shape : {Shape::kJson, Shape::kJsonParsed, Shape::kHeliusEnhanced}) {
    const bool provider = shape == Shape::kHeliusEnhanced;
    if (provider && bend.chain_only) continue;
    const domain::Verdict verdict = provider && bend.provider ? *bend.provider : bend.expected;
    Add(scene, bend.mutation, shape, Write(ToShape(bent, shape)), Is(verdict));
  }
}

}  // namespace hilt::hostile
