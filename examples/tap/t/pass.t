#!/usr/bin/perl
print "1..2\nok 1 - one\nnoise\nok 2 - two # SKIP not today\n";
