#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "storage/codec.h"
#include "storage/keys.h"
#include "tests/unit/storage/samples.h"

// The bytes of records as the first engine wrote them. A change here is a change of the format on
// disk: a store that is in use could not be read any more.
namespace hilt::storage {
namespace {

// Hex, in lines of about 80 characters; eight or more equal bytes as "51*64".
std::string Compact(const std::string& bytes) {
  std::string text;
  std::string line;
  const auto end_line = [&] {
    text += line + "\n";
    line.clear();
  };
  for (size_t at = 0; at < bytes.size();) {
    size_t run = 1;
    while (at + run < bytes.size() && bytes[at + run] == bytes[at]) ++run;
    if (run < 8) run = 1;
    const std::string byte = HexOf(bytes.substr(at, 1));
    line += run == 1 ? byte : " " + byte + "*" + std::to_string(run) + " ";
    at += run;
    if (line.size() > 76) end_line();
  }
  if (!line.empty()) end_line();
  return text;
}

struct Row {
  std::string name;
  std::string bytes;
};

std::vector<Row> SmallRows() {
  SignatureLink link;
  link.settlement = link.candidate = link.broadcast = true;
  link.attempt = AttemptOf(Sig(0x63));
  return {
      {"identity", *EncodeIdentity({1, UuidText(0x71), domain::Cluster::kDevnet,
                                    solana::ToString(Filled<solana::Blockhash>(0x72))})},
      {"signature link", EncodeSignatureLink(link)},
      {"idempotency key", EncodeIdempotency({Id(0x11), "print"})},
      {"hint", EncodeHint({Sig(1), At(1), 3, At(2), 447})},
      {"unverifiable", EncodeUnverifiable({Id(1), Sig(1), "no_meta", At(1)})},
      {"watch", EncodeWatch({Filled<solana::Pubkey>(1), At(1)})},
      {"unmatched", EncodeUnmatched({Sig(1), Sig(2)})},
      {"cursor", EncodeCursor(PositionOf("slot 7"))},
      {"cursor that covers", EncodeCursor({.advance = AdvanceOf(300, 301), .covers = true})},
      {"bad element", EncodeBadElement({1, At(1), "not an object", "{"})},
  };
}

TEST(GoldenBytes, OfAPayment) {
  EXPECT_EQ(Compact(EncodePayment(FullPayment())),
            "080112a2030a10 11*16 1210 12*16 1a5e0a04555344581220 13*32 1a2006ddf6e1d765a1\n"
            "93d9cbe146ceeb79ac1cb485ed5f5b37913a8cf5857eff00a92006288094ebdc033080a8d6b907\n"
            "3a0401ffff032220 14*32 2a20 15*32 3220 16*32 380140bfd4be2d48809d3a508180b8f6\n"
            "de9690035880d2cba3e296900360026a4b08011220 14*32 1a2018a15a20f394941b12cbf284\n"
            "c51a2eabbed35b0f8de89b38e3b5a10f23fbda0e20bfb7842d6a4a08021220 15*32 1a20f93d\n"
            "9a585efd79cf1de7f9dfb037af4b03a5f0fb52dd6a26196d38f9374e8cfd20809d3a1a88010a05\n"
            "6c6f63616c12056b65792d311a0a6d65726368616e742d31220670726f642d312a08626c75652d\n"
            "68617432077068616e746f6d3a20 18*32 42060a016112013142030a016248015220 17*32 22\n"
            "ee0d0ae5040a6a0a40 51*64 1090aeb7d5011a20 52*32 1007188087df84df96900320032802\n"
            "30013a99010a4b08011220 14*32 1a2018a15a20f394941b12cbf284c51a2eabbed35b0f8de8\n"
            "9b38e3b5a10f23fbda0e20bfb7842d120510c0b7842d1a0408021002220d080110fd ff*8 012a\n"
            "061202100518012a260a20 a1*32 120210063a97010a4a08021220 15*32 1a20f93d9a585efd\n"
            "79cf1de7f9dfb037af4b03a5f0fb52dd6a26196d38f9374e8cfd20809d3a120410819d3a1a0408\n"
            "021002220d080110fd ff*8 012a061202100518012a260a20 a1*32 12021006420210094a46\n"
            "0a20 53*32 1220 54*32 18015220 55*32 5a20 55*32 5a20 53*32 124d0a40 61*64 1080\n"
            "ad9afbde9690031801124b0a40 62*64 10c0b1d7fbde9690031af501080110061a480a40 63*64 \n"
            "108faeb7d501200228013080dafcffde9690033a97010a4a08021220 15*32 1a20f93d9a585e\n"
            "fd79cf1de7f9dfb037af4b03a5f0fb52dd6a26196d38f9374e8cfd20809d3a120410819d3a1a04\n"
            "08021002220d080110fd ff*8 012a061202100518012a260a20 a1*32 12021006225b080110\n"
            "061a480a40 64*64 108faeb7d501200228013080dafcffde96900328ac0232e5040a6a0a40 51*64 \n"
            "1090aeb7d5011a20 52*32 1007188087df84df9690032003280230013a99010a4b08011220 14*32 \n"
            "1a2018a15a20f394941b12cbf284c51a2eabbed35b0f8de89b38e3b5a10f23fbda0e20bfb7842d\n"
            "120510c0b7842d1a0408021002220d080110fd ff*8 012a061202100518012a260a20 a1*32 \n"
            "120210063a97010a4a08021220 15*32 1a20f93d9a585efd79cf1de7f9dfb037af4b03a5f0fb\n"
            "52dd6a26196d38f9374e8cfd20809d3a120410819d3a1a0408021002220d080110fd ff*8 012a\n"
            "061202100518012a260a20 a1*32 12021006420210094a460a20 53*32 1220 54*32 180152\n"
            "20 55*32 5a20 55*32 5a20 53*32 38014002488180b8f6de9690035080b4c189df96900358\n"
            "c0b8fe89df9690036080bdbb8adf9690036805\n");
}

TEST(GoldenBytes, OfADiscrepancy) {
  EXPECT_EQ(Compact(*EncodeDiscrepancy(FullDiscrepancy())),
            "08011210 21*16 180c2210 11*16 2210 22*16 2a10 23*16 2a10 2a*16 3220 24*32 3a40\n"
            " 25*64 4240 26*64 4a130890aeb7d501108087df84df9690031803200250075a99010a4b0801\n"
            "1220 14*32 1a2018a15a20f394941b12cbf284c51a2eabbed35b0f8de89b38e3b5a10f23fbda\n"
            "0e20bfb7842d120510c0b7842d1a0408021002220d080110fd ff*8 012a061202100518012a26\n"
            "0a20 a1*32 1202100662490a20 27*32 1220 28*32 1a0310d20962310a20 29*32 1a0d0801\n"
            "10 ff*9 016803720a74776f20626c6f636b737a7d0a480a40 25*64 1090aeb7d501188087df\n"
            "84df9690032003280242004a005220 00*32 800102880180e1a38edf9690039001c0e5e08edf\n"
            "969003980104a2012a08808e8693df9690031210726566756e6465642062792068616e641a0361\n"
            "6e6e2208434e3d6f70732d31\n");
}

TEST(GoldenBytes, OfAnEvent) {
  EXPECT_EQ(Compact(*EncodeEvent(FullEvent())),
            "0801108202180a20c092c393df96900332890608011210 21*16 180c2210 11*16 2210 22*16 \n"
            "2a10 23*16 2a10 2a*16 3220 24*32 3a40 25*64 4240 26*64 4a130890aeb7d501108087\n"
            "df84df9690031803200250075a99010a4b08011220 14*32 1a2018a15a20f394941b12cbf284\n"
            "c51a2eabbed35b0f8de89b38e3b5a10f23fbda0e20bfb7842d120510c0b7842d1a040802100222\n"
            "0d080110fd ff*8 012a061202100518012a260a20 a1*32 1202100662490a20 27*32 1220 28*32 \n"
            "1a0310d20962310a20 29*32 1a0d080110 ff*9 016803720a74776f20626c6f636b737a7d0a\n"
            "480a40 25*64 1090aeb7d501188087df84df9690032003280242004a005220 00*32 80010288\n"
            "0180e1a38edf9690039001c0e5e08edf969003980104a2012a08808e8693df9690031210726566\n"
            "756e6465642062792068616e641a03616e6e2208434e3d6f70732d31\n");
}

TEST(GoldenBytes, OfSmallRows) {
  const std::vector<std::string> golden = {
      "08011210 71*16 18022220 72*32 \n",
      ("08011001180120012a5b080110061a480a40 63*64 108faeb7d501200228013080dafcffde96\n"
       "9003\n"),
      "08011210 11*16 1a057072696e74\n",
      "080110c084f5f6de9690031803208089b2f7de96900328bf03\n",
      "080112076e6f5f6d65746118c084f5f6de969003\n",
      "080110c084f5f6de969003\n",
      "08011240 01*64 1240 02*64 \n",
      "08011206736c6f742037\n",
      "08011206736c6f7420371a1b08ac0210ad0218c084f5f6de969003208089b2f7de96900328bf03\n",
      "080110c084f5f6de9690031a0d6e6f7420616e206f626a65637422017b\n"};
  const std::vector<Row> rows = SmallRows();
  ASSERT_EQ(rows.size(), golden.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(Compact(rows[i].bytes), golden[i]) << rows[i].name;
  }
}

}  // namespace
}  // namespace hilt::storage
