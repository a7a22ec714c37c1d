#!/bin/sh
# Stands between cargo and rustc while the page is built (RUSTC_WRAPPER). For the page's target it does two things more:
#
# - It takes the paths of this machine out of what is compiled: the lines of $SPOOR_REMAP.
# - When the page's library is compiled, it also writes the same source with every macro expanded to $SPOOR_EXPANDED.
#   tools/templates.mjs reads there which static HTML strings Leptos will hand to the page: the allow-list of the Trusted
#   Types policy. Because it hangs on the compilation itself, nobody can forget to renew the list.
set -eu
case " $* " in
*" --target $SPOOR_TARGET "*) ;;
*) exec "$@" ;;
esac

# One flag a line, so that a path may hold spaces.
IFS='
'
set -f
# shellcheck disable=SC2086
set -- "$@" $SPOOR_REMAP

library=no
previous=
for word in "$@"; do
    case "$previous $word" in
    "--crate-name spoor") library=name ;;
    "--crate-type lib") [ "$library" = no ] || library=yes ;;
    esac
    previous=$word
done

"$@"
[ "$library" = yes ] && [ -n "${SPOOR_EXPANDED:-}" ] || exit 0
# The expansion is printed by an unstable flag; the pinned toolchain keeps its form from changing unseen.
rm -f "$SPOOR_EXPANDED"
RUSTC_BOOTSTRAP=1 "$@" -Zunpretty=expanded -o "$SPOOR_EXPANDED.part" >/dev/null 2>&1 || {
    echo "rustc could not print the expanded source, which the allow-list of HTML templates is read from" >&2
    exit 1
}
mv "$SPOOR_EXPANDED.part" "$SPOOR_EXPANDED"
