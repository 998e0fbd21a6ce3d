#!/usr/bin/env bash
# bootstrap.sh [--tests | --phones | --python-only]: installs what is missing on Debian 12, 13 or Ubuntu 24.04, as root.
# What is already there is left alone, so that a second run takes a moment. Each part is built under another name, or
# marked only when it is complete, so that an interrupted run leaves nothing that looks finished. --tests adds what the
# test suite needs, --phones what `make ring` needs; --python-only makes only the Python environment and the pages, with
# the development tools.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source ops/asterisk_22.sh

case "${1:-}" in
"" | --phones) lock=requirements.lock steps=4 ;;
--tests) lock=requirements-dev.lock steps=4 ;;
--python-only) lock=requirements-dev.lock steps=2 ;;
*) echo "usage: ops/bootstrap.sh [--tests | --phones | --python-only]" >&2 && exit 2 ;;
esac
mode=${1:-}
python=${PYTHON:-/usr/bin/python3}
step=0

say() {
    step=$((step + 1))
    echo "[$step/$steps] $*"
}

give_up() {
    echo "ops/bootstrap.sh: $*; use: docker compose up" >&2
    exit 2
}

check_machine() {
    local ID="" VERSION_ID="" PRETTY_NAME="this system" known=""
    [[ ! -r /etc/os-release ]] || source /etc/os-release
    distribution=$ID
    case "$ID" in
    debian) [[ ${VERSION_ID:-99} -ge 12 ]] && known=yes ;; # testing and sid have no version
    ubuntu) [[ ${VERSION_ID%%.*} -ge 24 ]] && known=yes ;;
    esac
    [[ $known ]] || give_up "needs Debian 12 or Ubuntu 24.04, or newer; this is $PRETTY_NAME"
    [[ $EUID -eq 0 ]] || give_up "needs root, for apt and for Asterisk's private root"
}

install_packages() {
    local wanted=(python3 python3-venv redis-server espeak-ng sox opus-tools util-linux procps)
    is_asterisk_22 asterisk || wanted+=(debootstrap debian-archive-keyring)
    [[ $mode != --phones ]] || wanted+=(sip-tester)
    if [[ $mode == --tests ]]; then
        wanted+=(sip-tester postgresql)
        # Ubuntu's chromium is a snap, which cannot be installed everywhere; the tests of the pages are skipped there
        [[ $distribution != debian ]] || wanted+=(chromium chromium-driver fonts-noto-cjk)
    fi
    local missing
    missing=$(printf '%s\n' "${wanted[@]}" | grep -vxF -f <(
        dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null | sed -n 's/^installed //p'
    ) || true)
    if [[ -z $missing ]]; then
        say "packages: there"
    else
        say "packages: installing" $missing
        # The product starts its own Redis: SYSTEMD_OFFLINE and RUNLEVEL keep apt from starting the packages' services.
        # shellcheck disable=SC2086
        apt_get update && apt_get install --yes --no-install-recommends $missing || give_up "apt-get failed, see $log"
    fi
    [[ $mode != --tests || $distribution != debian ]] || install_quick_browser
}

# Chromium without windows takes a fifth of the processor time. Where there is none, the tests take Chromium itself.
install_quick_browser() {
    local name=chromium-headless-shell
    if command -v "$name" >/dev/null; then return; fi
    { apt_get update && apt_get install --yes --no-install-recommends "$name"; } || say "packages: no $name, using chromium"
}

apt_get() {
    DEBIAN_FRONTEND=noninteractive SYSTEMD_OFFLINE=1 RUNLEVEL=1 \
        apt-get -qq -o DPkg::Lock::Timeout=300 "$@" </dev/null >>"$log" 2>&1 9>&-
}

make_venv() {
    local sum stamp=.venv/.installed
    sum=$(sha256sum "$lock")
    # the development lock includes the other one, so either is enough for `make run`
    if [[ -x .venv/bin/python ]] && grep -qxF "$sum" "$stamp" 2>/dev/null && .venv/bin/python -c "" 2>/dev/null; then
        say "Python packages: there"
        return
    fi
    say "Python packages: installing those of $lock into .venv"
    rm -f "$stamp"
    .venv/bin/python -c "" 2>/dev/null || "$python" -m venv --clear .venv || give_up "$python cannot make .venv"
    # shellcheck disable=SC2046
    setpriv --pdeathsig KILL .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check \
        --require-hashes -r "$lock" 9>&- || give_up "pip could not install $lock"
    local locks=("$lock")
    [[ $lock == requirements.lock ]] || locks+=(requirements.lock)
    sha256sum "${locks[@]}" >"$stamp.new"
    mv "$stamp.new" "$stamp"
}

build_pages() {
    local app=agent_api/pages/app
    if [[ $lock != requirements.lock ]] && ! grep -qs '^all ' "$app/node_modules/.installed"; then
        export HOTLINE_PAGES_TOOLS=yes # format, lint, types
    elif "$app/build.sh" --check; then
        say "pages: there"
        return
    fi
    say "pages: building"
    setpriv --pdeathsig KILL "$app/build.sh" >>"$log" 2>&1 9>&- || give_up "the pages could not be built, see $log"
}

make_asterisk_root() {
    if is_asterisk_22 asterisk; then
        say "Asterisk 22: the system's"
        return
    elif [[ -d $asterisk_root ]]; then
        say "Asterisk 22: there"
        return
    fi
    local partial=$asterisk_root.partial
    say "Asterisk 22: fetching it from Debian sid into $asterisk_root (500 MB, a minute)"
    rm -rf --one-file-system "$partial"
    # In its own process namespace, so that everything debootstrap started or mounted ends with it.
    setpriv --pdeathsig KILL unshare --fork --pid --mount-proc --kill-child \
        debootstrap --variant=minbase --force-check-gpg --include=asterisk,asterisk-core-sounds-en-gsm,ca-certificates,tzdata \
        sid "$partial" </dev/null >>"$log" 2>&1 9>&- || give_up "debootstrap failed, see $log"
    is_asterisk_22 chroot "$partial" asterisk || give_up "Debian sid has no Asterisk 22 any more"
    touch "$partial/etc/hosts" # a mount point for the machine's own file, see asterisk.sh
    rm -rf "$partial"/var/cache/apt/archives/*.deb
    sync -f "$partial"
    mv -T "$partial" "$asterisk_root"
}

[[ $mode == --python-only ]] || check_machine
mkdir -p "$cache"
log=$cache/bootstrap.log
exec 9>"$cache/bootstrap.lock"
if ! flock --nonblock 9; then
    echo "waiting for another bootstrap.sh to finish"
    flock 9
fi
: >"$log"
[[ $mode == --python-only ]] || install_packages
make_venv
build_pages
[[ $mode == --python-only ]] || make_asterisk_root
