#include "solana/address.h"

#include <string>
#include <string_view>

#include "base/hex.h"
#include "gtest/gtest.h"

namespace hilt::solana {
namespace {

struct Vector {
  std::string_view what;
  std::string_view hex;
  bool on_curve;
};

// Made with integer arithmetic in Python, from the definition alone: with p = 2^255 - 19,
// d = -121665 / 121666 and y = (the bytes as a little-endian number without their top bit) mod p,
// the bytes decompress if x^2 = (y^2 - 1) / (d y^2 + 1) is 0 or, by Euler's criterion, a square.
// The top bit, which chooses between x and -x, has no say, not even where x = 0, and y >= p is
// taken mod p: so does curve25519-dalek's CompressedEdwardsY::decompress. T is a point of order 8,
// B the base point of prime order.
constexpr Vector kVectors[] = {
    {"small order 1", "0100000000000000000000000000000000000000000000000000000000000000", true},
    {"small order 8", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", true},
    {"small order 4", "0000000000000000000000000000000000000000000000000000000000000080", true},
    {"small order 8", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", true},
    {"small order 2", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", true},
    {"small order 8", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85", true},
    {"small order 4", "0000000000000000000000000000000000000000000000000000000000000000", true},
    {"small order 8", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa", true},
    {"x = 0 with sign, y = 1", "0100000000000000000000000000000000000000000000000000000000000080",
     true},
    {"x = 0 with sign, y = p - 1",
     "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", true},
    {"base point", "5866666666666666666666666666666666666666666666666666666666666666", true},
    {"base point negated", "58666666666666666666666666666666666666666666666666666666666666e6",
     true},
    {"prime order 0", "d4b4f5784868c3020403246717ec169ff79e26608ea126a1ab69ee77d1b16712", true},
    {"prime order 1", "4007da55933fc4e347bc451b387cfef6b0dfec7b14da5aab1738f47c52f77b70", true},
    {"prime order 2", "b862409fb5c4c4123df2abf7462b88f041ad36dd6864ce872fd5472be363c531", true},
    {"mixed order, 5 B + 1 T", "d0424b701d60255de5df705071059ccd22b8349bb4138202ebbd65e9e0ad211b",
     true},
    {"mixed order, 5 B + 2 T", "acb7b49ad7626c82f4c724e6c09a430c55c07ee6c2930638a9864dea56791cf5",
     true},
    {"mixed order, 5 B + 3 T", "131604d01865fbedf9f662d25311c68a197cf286f2683724873a147fed6ada35",
     true},
    {"mixed order, 5 B + 4 T", "003789297ce02defa2f4bc7635d1d7ce99b96d76eb91d31f905101674ddab720",
     true},
    {"mixed order, 5 B + 5 T", "1dbdb48fe29fdaa21a208faf8efa6332dd47cb644bec7dfd14429a161f52dee4",
     true},
    {"mixed order, 5 B + 6 T", "41484b65289d937d0b38db193f65bcf3aa3f81193d6cf9c75679b215a986e30a",
     true},
    {"mixed order, 5 B + 7 T", "dae9fb2fe79a041206099d2dacee3975e6830d790d97c8db78c5eb80129525ca",
     true},
    {"y = p + 0, not canonical", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
     true},
    {"y = p + 1, not canonical", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
     true},
    {"y = p + 2, not canonical", "efffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
     false},
    {"y = p + 3, not canonical", "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
     true},
    {"y = p + 4, not canonical", "f1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
     true},
    {"y = p + 5, not canonical", "f2ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
     true},
    {"y = p + 6, not canonical", "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
     true},
    {"y = p + 7, not canonical", "f4ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
     false},
    {"y = p + 8, not canonical", "f5ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
     false},
    {"y = p + 9, not canonical", "f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
     true},
    {"y = p + 10, not canonical",
     "f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", true},
    {"y = p + 11, not canonical",
     "f8ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false},
    {"y = p + 12, not canonical",
     "f9ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false},
    {"y = p + 13, not canonical",
     "faffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false},
    {"y = p + 14, not canonical",
     "fbffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", true},
    {"y = p + 15, not canonical",
     "fcffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", true},
    {"y = p + 16, not canonical",
     "fdffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", true},
    {"y = p + 17, not canonical",
     "feffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false},
    {"y = p + 18, not canonical",
     "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", true},
    {"y = p + 0, not canonical, with sign",
     "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", true},
    {"y = p + 1, not canonical, with sign",
     "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", true},
    {"y = p + 2, not canonical, with sign",
     "efffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", false},
    {"y = p + 3, not canonical, with sign",
     "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", true},
    {"y = 2", "0200000000000000000000000000000000000000000000000000000000000000", false},
    {"y = 3", "0300000000000000000000000000000000000000000000000000000000000000", true},
    {"y = 4", "0400000000000000000000000000000000000000000000000000000000000000", true},
    {"y = 5", "0500000000000000000000000000000000000000000000000000000000000000", true},
    {"y = 6", "0600000000000000000000000000000000000000000000000000000000000000", true},
    {"y = 7", "0700000000000000000000000000000000000000000000000000000000000000", false},
    {"y = 8", "0800000000000000000000000000000000000000000000000000000000000000", false},
    {"y = p - 2", "ebffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false},
    {"y = p - 3", "eaffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", true},
    {"y = p - 5", "e8ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", true},
    {"y = 2, with sign", "0200000000000000000000000000000000000000000000000000000000000080", false},
    {"y = 7, with sign", "0700000000000000000000000000000000000000000000000000000000000080", false},
    {"all bits set", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", true},
    {"SHA-256 of 'hilt 0'", "729c0be38dd26a9b01f6168092d855c3b40143fafc798b271aa70b62323879b9",
     false},
    {"SHA-256 of 'hilt 1'", "da6b30d36f3f49b9705edfce6cc4c5be3aa3706f63008b6bf0581dd78ac68db4",
     true},
    {"SHA-256 of 'hilt 2'", "c96fa48feef7c91de159da3ff151471eb6ff699817da507f99c81846635bbf18",
     true},
    {"SHA-256 of 'hilt 3'", "1335ca85798be715f73814bb351f203450b6b8ca52ff23f83b1bb803522fa3d1",
     true},
    {"SHA-256 of 'hilt 4'", "f0e38043489912e33faed580e5842178d8c6ca11bfff94d6aa594b489e0cc697",
     false},
    {"SHA-256 of 'hilt 5'", "129df12ad251a488c14b1b031d927c505145f544406ab136fdfcf4e23e767f2a",
     false},
    {"SHA-256 of 'hilt 6'", "2b7877214899aa2f4d39f0bb1938ecc6e5a5c91911a157eaaea75c9414ea1525",
     false},
    {"SHA-256 of 'hilt 7'", "553658a684b6fcd577aaf9fb8af8eab41ad7b471786731898d527fedf428caec",
     true},
    {"SHA-256 of 'hilt 8'", "4afc1db2e6bcc6af7ba7c73d25fad52cdce6543fc9dbd0ea060cdc3e0887a485",
     false},
    {"SHA-256 of 'hilt 9'", "52ec3458ba5da7211ee75517905561b2504018b47e2bde9067ba4b7c06a79128",
     false},
    {"SHA-256 of 'hilt 10'", "3d6228c97d7394ce295c265ae084e358ecaa3745bf2745291c67bf1a138dd5a9",
     false},
    {"SHA-256 of 'hilt 11'", "e9ed3359f8ad7be6952d1ba283a94ba6735f20c9b7cb1003913e04fb33c9e681",
     true},
    {"SHA-256 of 'hilt 12'", "1300f76d7a4b2e693f96e44ab264f6fa18a921771aff41aa85db0e9bbf44fc28",
     false},
    {"SHA-256 of 'hilt 13'", "d8c2505bd3a68651db5852633fdef8b9637af14e6680094bf9a7078eac9b2029",
     false},
    {"SHA-256 of 'hilt 14'", "e7f70db8d5ce5897ff7b2ea4974fcfec86f389a2aa18e939bff9bf137bb74a8c",
     true},
    {"SHA-256 of 'hilt 15'", "aa33d71fd99574ebaa49f57be719e3fbc2bf87f7148b2efabb454079849c8f7a",
     false},
    {"SHA-256 of 'hilt 16'", "6a77dd1a9ed0642bb7d5a8874e9c6b4f6d7a99267122c5f668c5ba3a2c251918",
     true},
    {"SHA-256 of 'hilt 17'", "77b9e70307908194f5e08d3cdf0db35bfca81584b54a05047eaf709fa8a39434",
     false},
    {"SHA-256 of 'hilt 18'", "58a72cf9162eee87b1a08ba1eb29a7905ac1c03f394b27118e113b87b4ed967b",
     true},
    {"SHA-256 of 'hilt 19'", "93d15e52752001979033b3cbd13310f2603ceb75ded7e2ff0f8a11b7c1b87b17",
     true},
    {"SHA-256 of 'hilt 20'", "9fb2cc225ff3b22c9d3f6c95769a5c6c6e12080064c803d7e79c07a3d834333f",
     true},
    {"SHA-256 of 'hilt 21'", "d010ee5351f7e1df3f77f33847af8663637c4958f5a7929f908c6a5cdae9d949",
     false},
    {"SHA-256 of 'hilt 22'", "6eaf38931682bd18f7400cc16628ef8be272d46e9fc4673fdf1aac26840bb241",
     false},
    {"SHA-256 of 'hilt 23'", "e7e1e1a43e4e8f729da73e83418da4b5f013b91d7e95fbcb56a0bc25f377ddd3",
     false},
};

TEST(IsOnCurve, AgreesWithTheDefinitionForEveryKindOfPoint) {
  for (const Vector& vector : kVectors) {
    Pubkey key;
    ASSERT_TRUE(base::HexDecode(vector.hex, key.bytes)) << vector.what;
    EXPECT_EQ(IsOnCurve(key), vector.on_curve) << vector.what << ", " << vector.hex;
  }
}

TEST(IsOnCurve, TakesAWalletAndNotAProgramDerivedAddress) {
  EXPECT_TRUE(IsOnCurve(ParsePubkey("WMRD4SyYHHXYWFaXjJnDyHy6ixdbGGb4PY1dYtEy4Hk").value()));
  EXPECT_FALSE(IsOnCurve(ParsePubkey("DShWnroshVbeUp28oopA3Pu7oFPDBtC1DBmPECXXAQ9n").value()));
}

}  // namespace
}  // namespace hilt::solana
