# An app that makes its own environment as long as it likes, without any right (PR_SET_MM_MAP of prctl(2)): untouched
# memory, which reads as zeroes. Argument: GiB.
use strict;
use warnings;

my $size = $ARGV[0] * 1024**3;
my ($MMAP, $BRK, $PRCTL, $PR_SET_MM, $PR_SET_MM_MAP) = (9, 12, 157, 35, 14);
my ($READ_WRITE, $PRIVATE_ANONYMOUS_NORESERVE) = (3, 0x4022);
my $start = syscall $MMAP, 0, $size, $READ_WRITE, $PRIVATE_ANONYMOUS_NORESERVE, -1, 0;
die "mmap: $!\n" if $start < 0;

open my $stat, '<', '/proc/self/stat' or die $!;
my @fields = split ' ', (<$stat> =~ s/^.*\) //sr);
# Numbered from 1 in proc(5), where the state is the third.
my ($code, $code_end, $stack, $data, $data_end, $heap, $args, $args_end) = @fields[map { $_ - 3 } 26, 27, 28, 45 .. 49];
my $break = syscall $BRK, 0;
my $map = pack 'Q12LL', $code, $code_end, $data, $data_end, $heap, $break, $stack, $args, $args_end, $start, $start + $size, 0, 0,
  0xFFFFFFFF;
syscall($PRCTL, $PR_SET_MM, $PR_SET_MM_MAP, $map, length $map, 0) == 0 or die "prctl: $!\n";
open my $done, '>', 'is-huge' or die $!;
close $done;
sleep 1 while 1;
