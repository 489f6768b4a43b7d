#!/bin/bash
# A whole Slurm on this machine alone, for a minute: its own munge key, controller and node, on loopback, in a temporary folder.
#
# Runs month.sbatch as 4 tasks, kills one in the middle, queues it again, joins the records, and compares every PDF with one
# undivided run. Installs nothing, needs munge, slurmctld, slurmd and sbatch (Debian: slurmctld slurmd slurm-client munge)
# and the rights of root (slurmd starts tasks for users). Nothing of an installed Slurm is touched; everything is stopped and removed.
#
#   ./try-on-one-machine.sh [CLIENTS]        default 4000; CAREPLAN=path of the program, KEEP=1 keeps the folder
set -euo pipefail

clients=${1:-4000}
here=$(cd "$(dirname "$0")" && pwd)
careplan=$(command -v "${CAREPLAN:-careplan}") || { echo "careplan is not on PATH (or set CAREPLAN)" >&2; exit 2; }
PATH=$PATH:/usr/sbin:/sbin
for program in munged slurmctld slurmd sbatch scontrol squeue; do
  command -v "$program" >/dev/null || { echo "$program is not installed" >&2; exit 2; }
done
[ "$(id -u)" = 0 ] || { echo "slurmd needs root" >&2; exit 2; }

# Munge refuses a key and a socket below a folder that others may write to; its socket must be reachable.
dir=$(mktemp -d /tmp/careplan-slurm-XXXXXX)
chmod 755 "$dir"
mkdir -m 700 "$dir/munge-private" "$dir/state" "$dir/spool"
mkdir -m 755 "$dir/munge"
pids=()
clean() {
  for ((at = ${#pids[@]} - 1; at >= 0; at--)); do kill "${pids[at]}" 2>/dev/null || true; done
  wait 2>/dev/null || true
  if [ -n "${KEEP:-}" ]; then echo "kept: $dir"; else rm -rf "$dir"; fi
}
trap clean EXIT
fail() {
  echo "FAILED: $*" >&2
  tail -n 20 "$dir"/*.log >&2 || true
  exit 1
}
wait_for() { # SECONDS WHAT COMMAND…
  local until=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$until" ] || fail "waited too long for $what"
    sleep 0.05
  done
}

# Ports that nobody listens on.
free_port() {
  local port
  while port=$((20000 + RANDOM % 20000)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

echo "== munge, slurmctld and slurmd in $dir"
dd if=/dev/urandom of="$dir/munge-private/key" bs=1024 count=1 status=none
chmod 400 "$dir/munge-private/key"
munged --foreground --key-file="$dir/munge-private/key" --socket="$dir/munge/socket" --pid-file="$dir/munge/pid" \
  --seed-file="$dir/munge-private/seed" --log-file="$dir/munge-private/log" >"$dir/munged.log" 2>&1 &
pids+=($!)
wait_for 10 munge munge --socket="$dir/munge/socket" --no-input

name=$(hostname -s)
cat >"$dir/slurm.conf" <<CONF
ClusterName=careplan-try
SlurmctldHost=$name(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket
CredType=cred/munge
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=2
MpiDefault=none
ReturnToService=2
NodeName=$name NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$name Default=YES MaxTime=INFINITE State=UP
CONF
: >"$dir/cgroup.conf"
export SLURM_CONF=$dir/slurm.conf
slurmctld -D -i >/dev/null 2>&1 &
pids+=($!)
wait_for 20 slurmctld scontrol ping
slurmd -D >/dev/null 2>&1 &
pids+=($!)
node_is_idle() { [ "$(sinfo -h -o %t)" = idle ]; }
wait_for 30 "the node" node_is_idle
sinfo

echo "== $clients invented clients"
"$careplan" bench-data "$clients" "$dir/clients" --month 2025-07 --seed 1

echo "== one undivided run"
"$careplan" batch "$dir/clients" --month 2025-07 -o "$dir/one" --quiet

echo "== 4 tasks"
cpus=$(($(nproc) < 4 ? 1 : $(nproc) / 4))
job=$(cd "$dir" && CAREPLAN=$careplan PLANS=$dir/clients OUT=$dir/out MONTH=2025-07 \
  sbatch --parsable --array=1-4 --cpus-per-task="$cpus" --mem=0 --export=ALL "$here/month.sbatch")
record=$dir/out/manifest-hash-3-of-4.jsonl
part_3_is_at_work() { [ "$(wc -l <"$record")" -ge 20 ]; }
wait_for 120 "task 3 to be in the middle" part_3_is_at_work
scancel --signal=KILL --full "${job}_3"
state_of_3() { scontrol show job "${job}_3" | grep -o 'JobState=[A-Z_]*'; }
task_3_is_dead() { case $(state_of_3) in *RUNNING | *COMPLETING) return 1 ;; esac; }
wait_for 60 "task 3 to be dead" task_3_is_dead
done_by_3=$(wc -l <"$record")
case $(state_of_3) in *COMPLETED) fail "task 3 was done before it could be killed: give more clients" ;; esac
echo "task 3 was killed after $done_by_3 clients: $(state_of_3)"
echo "== joining before task 3 is repeated must find it missing"
nobody_works() { [ -z "$(squeue -h)" ]; }
wait_for 600 "the other tasks" nobody_works
if "$careplan" manifest merge "$dir"/out/manifest-hash-*.jsonl -o "$dir/early.jsonl"; then fail "the gap was not found"; fi

echo "== task 3 again"
scontrol requeue "${job}_3"
scontrol update "jobid=${job}_3" StartTime=now # Slurm would wait two minutes
task_3_is_done() { [ "$(state_of_3)" = JobState=COMPLETED ]; }
wait_for 600 "task 3" task_3_is_done
grep -h '"summary":true' "$record"

echo "== joined, and compared with the undivided run"
"$careplan" manifest merge "$dir"/out/manifest-hash-*.jsonl -o "$dir/out/manifest.jsonl" --plans "$dir/clients"
compared=0
for pdf in "$dir"/one/*.pdf; do
  cmp "$pdf" "$dir/out/${pdf##*/}" || fail "${pdf##*/} differs"
  compared=$((compared + 1))
done
[ "$compared" = "$clients" ] || fail "$compared PDFs for $clients clients"
[ "$(find "$dir/out" -name '*.pdf' | wc -l)" = "$clients" ] || fail "PDFs of nobody in the divided run"
hashes() { grep -v '"summary":true' "$1" | grep -o '"key":"[^"]*"\|"sha256":"[^"]*"'; }
diff <(hashes "$dir/one/manifest.jsonl") <(hashes "$dir/out/manifest.jsonl") || fail "the records differ"
echo "equal: $compared PDFs, byte for byte; task 3 printed $done_by_3 before it was killed and the rest when repeated"
