# SPDX-License-Identifier: GPL-2.0
# Completion of memhpctl for fish, which asks the command itself.

function __memhpctl_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    # "--table=", in front of what is a path. An empty list would take away all
    # that is written beside it.
    set -l head (string match -r -- '^-[^=]*=' $typed; or echo '')
    set -l program $words[1]
    set -e words[1]
    for line in ($program complete $words "$typed" 2>/dev/null)
        switch $line
            case ':file*'
                printf '%s\n' $head(__fish_complete_path (string replace -- "$head" '' $typed))
            case ':dir*'
                printf '%s\n' $head(__fish_complete_directories (string replace -- "$head" '' $typed) '')
            case '*'
                printf '%s\n' $line
        end
    end
end

complete -c memhpctl -f -k -a '(__memhpctl_complete)'
