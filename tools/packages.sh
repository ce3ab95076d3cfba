# shellcheck shell=bash
# Sourced by run: installs what a command needs and the machine lacks.

# packages_of GROUP...: the packages of those groups, one a line.
packages_of() {
  local line group package groups=" $* "
  while read -r line; do
    read -r group package _ <<<"$line"
    case "$group" in '' | '#'*) continue ;; esac
    if [[ $groups == *" $group "* ]]; then echo "$package"; fi
  done <"$ROOT/tools/packages.txt"
}

is_installed() {
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# as_root COMMAND...: by sudo unless we are root; packages_need has made sure that one of them holds.
as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

# Whether sudo can be had: without a password, or by asking for one on a terminal.
can_sudo() {
  command -v sudo >/dev/null || return 1
  sudo -n true 2>/dev/null || { [[ -t 0 && -t 2 ]] && sudo -v; }
}

apt() {
  as_root env DEBIAN_FRONTEND=noninteractive PATH="$PATH:/usr/sbin:/sbin" \
    apt-get -o DPkg::Lock::Timeout=300 "$@"
}

# packages_need GROUP...: returns with every package of the groups installed, or ends the script.
packages_need() {
  local package missing=() log="$ROOT/build/apt.log"
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    die "this installs Debian 12 packages, and here is no apt; tools/packages.txt lists them"
  fi
  for package in $(packages_of "$@"); do
    is_installed "$package" || missing+=("$package")
  done
  if [[ ${#missing[@]} == 0 ]]; then return; fi

  if [[ $(id -u) != 0 ]] && ! can_sudo; then
    say "These Debian packages are missing, and this user may not install them. As root, run"
    say
    say "  apt-get update && apt-get install --no-install-recommends -y ${missing[*]}"
    say
    die "missing packages"
  fi
  step "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  mkdir -p "$ROOT/build"
  # A list that cannot be refreshed may still name what is wanted, so only the install decides.
  apt update >"$log" 2>&1 || say "apt-get update failed; trying with the lists at hand"
  if ! apt install --no-install-recommends -y "${missing[@]}" >>"$log" 2>&1; then
    tail -n 20 "$log" >&2
    die "apt-get install failed; its whole output is in build/apt.log"
  fi
}
