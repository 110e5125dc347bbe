/**
 * Runs as root. Everything it says is the kernel's word: who may signal whom (kill(2)), who owns a thread's
 * folder below /proc, which is its effective uid whatever else it hides, and whether a pidfd has ended. It reads
 * nothing that a process writes about itself.
 *
 * For as long as it acts as a tenant only its effective uid is the tenant's; the real one is no user's, the saved one
 * root's. These are what kill(2) and ptrace(2) ask about: no process of a tenant's can signal or trace it. It leaves the control group
 * of the daemon first, so that nothing it could be made to say would count as the daemon's word.
 *
 * kill(2) with the pid -1 signals all that the uid may signal in one go, so no fork escapes it. What it does not
 * reach, such as a process of another account that got this uid by a setuid file, is signalled by pidfd after a
 * look at it that the pidfd makes safe against a reused pid.
 *
 * Arguments: the task, a number that no other helper has at the same time, the number of tgkill(2) here, the file by which to leave the control group, and the folder of
 * the slices of users, whose control groups are killed as a whole. Input:
 * a uid a line. Output: the uids that have living processes.
 */
export const UID_HELPER_SCRIPT = String.raw`
use strict;
use warnings;
my ($task, $slot, $tgkill, $aside, $slices) = @ARGV;
if (open my $group, '>', $aside) { syswrite $group, $$ }
my @uids = map { $_ + 0 } <STDIN>;
my ($PIDFD_OPEN, $PIDFD_SEND_SIGNAL, $ESRCH) = (434, 424, 3);
$_ >= 1000 or die "$_ is the uid of a system user\n" for @uids;
my $apart = 65533 - $slot;
$apart -= 16 while hasRealUid($apart);
setpriority 0, 0, -20;
my ($isOver, $isKilling) = (0, 0);
$SIG{ALRM} = sub { $isOver = 1 };

sub as {
  my ($uid, $do) = @_;
  ($< = $apart) == $apart && ($> = $uid) == $uid or die "cannot act as the uid $uid\n";
  my @answer = $do->();
  $> = 0;
  $< = 0;
  return @answer;
}

sub folders {
  opendir my $folder, $_[0] or return ();
  return grep { /^\d+$/ } readdir $folder;
}

sub threads { return map { $_ => [folders("/proc/$_/task")] } grep { $_ != $$ } folders('/proc') }

sub owners {
  my ($pid, @tids) = @_;
  return map { my $owner = (stat "/proc/$pid/task/$_")[4]; defined $owner ? ($owner => 1) : () } @tids;
}

sub maySignal {
  my ($pid, @tids) = @_;
  return 1 if kill 0, $pid;
  return 0 if !$tgkill || @tids < 2;
  for (@tids) { return 1 if syscall($tgkill, $pid + 0, $_ + 0, 0) == 0 }
  return 0;
}

sub hasRealUid {
  $! = 0;
  my $priority = getpriority 2, $_[0];
  return $! != $ESRCH;
}

sub isLiving {
  my ($pid, $uid) = @_;
  my $descriptor = syscall $PIDFD_OPEN, $pid + 0, 0;
  return $! != $ESRCH if $descriptor < 0;
  open my $pidfd, '<&=', $descriptor or die "pidfd: $!\n";
  my @tids = folders("/proc/$pid/task");
  my %owned = owners($pid, @tids);
  return 0 if !$owned{$uid} && !(as($uid, sub { maySignal($pid, @tids) }))[0];
  my $ended = '';
  vec($ended, $descriptor, 1) = 1;
  return 0 if select($ended, undef, undef, 0) > 0;
  syscall $PIDFD_SEND_SIGNAL, $descriptor, 9, 0, 0 if $isKilling;
  return 1;
}

sub living {
  my @asked = @_;
  my %threads = threads();
  my %owners = map { $_ => { owners($_, @{ $threads{$_} }) } } keys %threads;
  my @living;
  for my $uid (@asked) {
    my @pids = grep { $owners{$_}{$uid} } keys %threads;
    if ($task ne 'look' || hasRealUid($uid)) {
      push @pids, as($uid, sub { grep { maySignal($_, @{ $threads{$_} }) } keys %threads });
    }
    my $isFound = 0;
    for (@pids) { $isFound = 1 if isLiving($_, $uid) }
    push @living, $uid if $isFound;
  }
  return @living;
}

sub signalAll {
  my ($signal, @left) = @_;
  for my $uid (@left) { as($uid, sub { kill $signal, -1 }) }
}

sub ask {
  signalAll('HUP', @_);
  signalAll('TERM', @_);
  alarm 1;
  my @left = @_;
  # Half a second, or one on a host that is too busy to look often.
  for (1 .. 25) {
    last if $isOver || !(@left = living(@left));
    select undef, undef, undef, 0.02;
  }
}

sub killAll {
  ($isKilling, $isOver) = (1, 0);
  alarm 4;
  for my $uid (@_) {
    if (open my $group, '>', "$slices/user-$uid.slice/cgroup.kill") { syswrite $group, 1 }
  }
  my ($seenNone, @left) = (0);
  while ($seenNone < 2 && !$isOver) {
    signalAll('KILL', @_);
    # What has to end needs the processor for it, and comes before all that it has started.
    setpriority 2, $_, -20 for @_;
    @left = living(@_);
    $seenNone = @left ? 0 : $seenNone + 1;
    select undef, undef, undef, 0.01 if @left;
  }
  return @left;
}

my @left = living(@uids);
if ($task eq 'end') {
  ask(@left) if @left;
  @left = killAll(@uids);
}
print "@left";
`;
