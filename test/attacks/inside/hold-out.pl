# A process that will not end: it hides what it is, forks, and signals or traces whatever it may.
# Arguments: how, a file to write to for as long as it lives, and how many processes hold descriptors.
use strict;
use warnings;
use threads;
use Socket;

my ($how, $file, $holders) = @ARGV;
$SIG{$_} = 'IGNORE' for qw(HUP INT TERM USR1 USR2 TSTP);
open my $mark, '>>', $file or die "$file: $!";
my $LIES = "\rState:\tZ\rUid:\t1\t1\t1\t1";
my ($EXIT, $PTRACE, $ATTACH) = (60, 101, 16);

sub live { while (1) { syswrite $mark, '.'; select undef, undef, undef, 0.02 } }

sub notify {
  socket my $systemd, AF_UNIX, SOCK_DGRAM, 0 or return;
  send $systemd, $_[0], 0, sockaddr_un('/run/systemd/notify');
}

sub caught {
  my $command = '';
  if (open my $comm, '<', "/proc/$_[0]/comm") { chomp($command = <$comm> // '') }
  open my $list, '>>', "$file.caught" or return;
  syswrite $list, "$command\n";
}

sub pids { opendir my $proc, '/proc'; return grep { /^\d+$/ && $_ != $$ } readdir $proc }

my %ways = (
  renames => sub { while (1) { $0 = $LIES . rand; syswrite $mark, '.'; select undef, undef, undef, 0.02 } },
  'has-a-dead-first-thread' => sub { threads->create(\&live)->detach; syscall $EXIT, 0 },
  forks => sub { while (1) { syswrite $mark, '.'; exit if fork } },
  multiplies => sub { for (1 .. 5) { fork } while (1) { syswrite $mark, '.'; exit if fork } },
  kills => sub { while (1) { syswrite $mark, '.'; kill KILL => pids() } },
  stops => sub { while (1) { syswrite $mark, '.'; kill STOP => pids() } },
  # So many processes with so many descriptors each, and a lock.
  holds => sub {
    my @open = map { open my $each, '<', '/dev/null'; $each } 1 .. 20_000;
    flock $mark, 2;
    for (1 .. $holders) { if (!fork) { sleep 1 while 1 } }
    live();
  },
  notifies => sub { while (1) { syswrite $mark, '.'; notify($_) for 'WATCHDOG=trigger', 'STOPPING=1', "MAINPID=$$"; select undef, undef, undef, 0.01 } },
  # What it may trace it could make say anything, to systemd as well.
  traces => sub {
    while (1) {
      syswrite $mark, '.';
      for (pids()) { caught($_) if syscall($PTRACE, $ATTACH, $_ + 0, 0, 0) == 0 }
    }
  },
);
$0 = $LIES;
$ways{$how}->();
