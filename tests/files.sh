# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash

# files PATTERN...: what is not built, of the current folder. By a repository of its
# own: this may be a copy without one, or somebody else's, which git does not touch.
files() (
	repository=$(mktemp -d)
	trap 'rm -rf "$repository"' EXIT
	git init -q "$repository"
	git --git-dir="$repository/.git" --work-tree=. ls-files -o --exclude-standard -- "$@"
)
