# shellcheck shell=bash
# Inputs of several lines, and options that may be empty.

# lines TEXT: its lines that are not blank, without what surrounds them.
lines() {
  local line
  while IFS= read -r line || [[ -n $line ]]; do
    line="${line#"${line%%[![:space:]]*}"}"
    line="${line%"${line##*[![:space:]]}"}"
    if [[ -n $line ]]; then printf '%s\n' "$line"; fi
  done <<<"$1"
}

# add OPTION VALUE: to the array `arguments`, unless the value is empty.
add() {
  if [[ -n $2 ]]; then arguments+=("$1" "$2"); fi
}
