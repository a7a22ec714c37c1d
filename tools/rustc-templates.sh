#!/bin/sh
# A rustc wrapper for this package alone (RUSTC_WORKSPACE_WRAPPER). It compiles as usual; when the library is compiled,
# it also writes the same source with every macro expanded to $SPOOR_EXPANDED. tools/templates.mjs reads there which
# static HTML strings Leptos will hand to the page: the allow-list of the Trusted Types policy. Because it hangs on the
# compilation itself, nobody can forget to renew the list.
set -eu
"$@"
case " $* " in
*" --crate-name spoor "*" --crate-type lib "*)
    # The expansion is printed by an unstable flag; the pinned toolchain keeps its form from changing unseen.
    rm -f "$SPOOR_EXPANDED"
    RUSTC_BOOTSTRAP=1 "$@" -Zunpretty=expanded -o "$SPOOR_EXPANDED.part" >/dev/null 2>&1 || {
        echo "rustc could not print the expanded source, which the allow-list of HTML templates is read from" >&2
        exit 1
    }
    mv "$SPOOR_EXPANDED.part" "$SPOOR_EXPANDED"
    ;;
esac
