# Sourced by .ci/run: brings what a fresh machine lacks. Debian packages need root; without it, what is missing is named.

prepare_machine() {
    local packages=()
    command -v cc >/dev/null || packages+=(gcc libc6-dev)
    has_postgres || packages+=(postgresql)
    command -v python3 >/dev/null && python3 -c 'import venv, ensurepip' 2>/dev/null || packages+=(python3 python3-venv)
    command -v git >/dev/null || packages+=(git)
    command -v npm >/dev/null || packages+=(nodejs npm)
    has_chromium || packages+=(chromium)
    install_packages "${packages[@]}"
    command -v cargo-deny >/dev/null || cargo install --locked cargo-deny
}

has_postgres() {
    command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

has_chromium() {
    [ -n "${ACCORD_CHROMIUM:-}" ] || command -v chromium chromium-browser google-chrome >/dev/null
}

install_packages() {
    [ $# -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "this machine lacks: $*; install it, or run as root on Debian" >&2
        return 1
    fi
    apt-get update --quiet
    DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends "$@"
}
