#!/bin/sh
# Installs Sweetspot for the person who runs this, or with --remove takes it away again.
# Nothing outside of ~/.local is touched, and the library of practices never is.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-"$HOME/.local/share"}
home=$data/sweetspot-program
command=$HOME/.local/bin/sweetspot

refresh() {
    # The menus of some desktops look by themselves; the others are told.
    for tool in "update-desktop-database $data/applications" "update-mime-database $data/mime"; do
        if command -v "${tool%% *}" >/dev/null 2>&1; then $tool >/dev/null 2>&1 || true; fi
    done
}

remove() {
    rm -rf "$home"
    rm -f "$command" "$data/applications/sweetspot.desktop" "$data/mime/packages/sweetspot.xml"
    find "$data/icons/hicolor" -name sweetspot.png -path '*/apps/*' -delete 2>/dev/null || true
}

if [ "${1:-}" = "--remove" ]; then
    remove
    refresh
    echo "Sweetspot is removed. Your library of practices is where it was."
    exit 0
fi

remove
mkdir -p "$home" "$HOME/.local/bin" "$data/applications" "$data/mime/packages"
cp -R "$here/program/." "$home/"
cp "$here/install.sh" "$home/install.sh"
ln -s "$home/sweetspot" "$command"
sed "s|^Exec=sweetspot|Exec=\"$home/sweetspot\"|" "$here/sweetspot.desktop" \
    >"$data/applications/sweetspot.desktop"
cp "$here/sweetspot.xml" "$data/mime/packages/"
for picture in "$here"/icons/*.png; do
    side=$(basename "$picture" .png)
    mkdir -p "$data/icons/hicolor/${side}x$side/apps"
    cp "$picture" "$data/icons/hicolor/${side}x$side/apps/sweetspot.png"
done
refresh
echo "Sweetspot is installed: it is in your menu, and “$command” starts it."
echo "To remove it: sh “$home/install.sh” --remove"
