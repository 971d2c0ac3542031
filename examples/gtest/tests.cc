#include <gtest/gtest.h>
#include <stdlib.h>

TEST(Sample, Pass) { printf("[       OK ] Sample.Fail (0 ms)\n"); }

TEST(Sample, PassLonger) {}

TEST(Sample, Fail) { EXPECT_EQ(1 + 1, 3); }

TEST(Sample, Skip) { GTEST_SKIP() << "not today"; }

TEST(Sample, DISABLED_Off) {}

class Values : public testing::TestWithParam<int> {};

TEST_P(Values, Positive) { EXPECT_GT(GetParam(), 0); }

INSTANTIATE_TEST_SUITE_P(All, Values, testing::Values(1, 2));

TEST(Zz, Exit) { exit(0); }
