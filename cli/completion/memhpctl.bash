# SPDX-License-Identifier: GPL-2.0
# Completion of memhpctl for bash, which asks the command itself.
# shellcheck shell=bash

_memhpctl() {
	local typed line head breaks candidate words=()

	# COMP_WORDS is cut at "=", ":" and "@". Blanks in quotes are cut here, which does
	# no harm: what is quoted is an argument, and they are not looked at.
	line=${COMP_LINE:0:COMP_POINT}
	read -ra words <<<"$line"
	[[ $line != *[[:blank:]] ]] || words+=('')
	typed=${words[-1]}

	# What readline leaves alone, in front of what it replaces.
	breaks=${COMP_WORDBREAKS//[^=:@]/}
	head=
	[[ -z $breaks || $typed != *["$breaks"]* ]] || head=${typed%"${typed##*["$breaks"]}"}

	COMPREPLY=()
	while IFS=$'\t' read -r candidate _; do
		case $candidate in
		:file | :dir)
			compopt -o filenames
			[ "$candidate" = :file ] && candidate=-f || candidate=-d
			[[ $typed != -*=* ]] || typed=${typed#*=}
			mapfile -t COMPREPLY < <(compgen "$candidate" -- "$typed")
			;;
		*)
			[[ $candidate != *= ]] || compopt -o nospace
			COMPREPLY+=("${candidate#"$head"}")
			;;
		esac
	done < <("$1" complete "${words[@]:1}" 2>/dev/null)
}
complete -F _memhpctl memhpctl
