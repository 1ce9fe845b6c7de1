# Runs a command on a leash, for dash, bash and busybox alike. Arguments: the size of the command's standard input in bytes, the command.
# Our own standard input brings those bytes and a line end. After that it stays open; when it ends, because the other side let go
# or is gone, the command is killed with all its descendants.

size=$1
shift
LC_ALL=C
export LC_ALL

# Kills what descends from this script or is in a session of such a process, but for this script and the leash. Stops all of it first, so
# that nothing is forked behind our back, and looks until there is something: the command may not have been started yet.
kill_all() {
    known=$$
    more=yes
    while [ "$more" ] || [ "$known" = $$ ]; do
        more=
        for process in /proc/[0-9]*; do
            pid=${process#/proc/}
            case " $known $leash " in *" $pid "*) continue ;; esac
            read -r stat <"$process/stat" || continue
            set -- ${stat##*) } # state parent group session, behind a name that may contain anything
            case " $known " in *" $2 "* | *" $4 "*) ;; *) continue ;; esac
            kill -s STOP "$pid" && known="$known $pid" && more=yes
        done
    done
    set -- $known
    shift
    kill -s KILL "$@"
}

# A pipeline, because the command has to be in the foreground: in the background it would ignore SIGINT.
{
    read -r leash _ </proc/self/stat
    echo "$leash"
    sent=yes
    if [ "$size" != 0 ]; then
        # dd, because it takes these bytes and not one more, also in busybox.
        dd bs=65536 count=$((size / 65536)) iflag=fullblock
        [ $((size % 65536)) = 0 ] || dd bs=$((size % 65536)) count=1 iflag=fullblock
        read -r _ || sent= # let go before the end: the command must not take a part for the whole
    fi
    if [ "$sent" ]; then
        exec >&-
        while read -r _; do :; done
    fi
    kill_all
} 2>/dev/null | {
    read -r leash
    setsid "$@"
    status=$?
    kill -s PIPE "$leash" 2>/dev/null
    exit $status
}
