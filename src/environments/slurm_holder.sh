# The batch job that an instance is: it holds the allocation until slurm ends it, by TERM, and then
# leaves nothing on the node. What has been put before this says which `folder` is the instance's.

end()
{
  kill "$pause"
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
while :; do
  sleep 86400 &
  pause=$!
  wait "$pause"
done
