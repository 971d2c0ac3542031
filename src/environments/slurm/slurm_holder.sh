# The batch job that an instance is: it holds the allocation until slurm ends it, by TERM, and then
# leaves nothing on the node. The folder, once it is there, says that the job has begun.
#
# What has been put before this says which `folder` it is.

end()
{
  # What it waits for may have just begun, when TERM would still be taken by the shell's own trap.
  [ -z "$!" ] || kill -s KILL "$!"
  [ ! -e "$folder/keeper" ] || sh "$folder/keeper" --end
  # A process that is just dying may still make files.
  for attempt in 1 2 3 4 5; do
    chmod -R u+rwx "$folder"
    rm -rf "$folder"
    [ -e "$folder" ] || exit 0
    sleep 1
  done
  exit "$attempt"
}

trap end TERM
mkdir -m 700 "$folder" # if it cannot be made, the first step tells why
while :; do
  sleep 86400 &
  wait "$!"
done
