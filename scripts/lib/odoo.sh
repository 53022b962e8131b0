# Fetch and unpack Odoo 19. It is not on the Python index; Debian unstable has it as a package with core's own tests.
# Only unpacked, never installed: its dependencies would drag half of unstable into the machine.
ODOO_PACKAGES=(odoo-19 libjs-jquery libjs-jquery-form libjs-underscore
    fonts-roboto-unhinted fonts-inconsolata fonts-montserrat fonts-ocr-b)

# Directory on the Python path that holds the package "odoo": of ODOO_HOME (a source checkout or an installed one), else ours.
odoo_import_directory() {
    local home=${ODOO_HOME:-$VAR/odoo} dir
    for dir in "$home" "$home/usr/lib/python3/dist-packages" "$(dirname "$home")"; do
        if [ -f "$dir/odoo/release.py" ]; then (cd "$dir" && pwd -P); return; fi
    done
    die "No Odoo in $home (looked for odoo/release.py)"
}

fetch_odoo() {
    local work=$VAR/download codename uri
    [ -f "$VAR/odoo/.complete" ] && return
    say "setup: fetching Odoo 19 (about 130 MB)"
    rm -rf "$work" "$VAR/odoo"
    mkdir -p "$work"/{lists/partial,cache/archives/partial,deb} "$VAR/odoo"
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $codename" | head -1)
    [ -n "$uri" ] || die "apt knows no mirror of Debian $codename: run apt-get update, or set ODOO_HOME to an Odoo 19"
    # A private configuration: signatures are checked with the machine's keyring, the machine's own sources stay untouched.
    # Unstable's release file expires within days, and a mirror may lag behind: hence Check-Valid-Until.
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri sid main" >"$work/sources.list"
    cat >"$work/apt.conf" <<EOF
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "$work/lists";
Dir::Cache "$work/cache";
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Sandbox::User "";
EOF
    (
        cd "$work/deb"
        # sid's Font Awesome no longer has the file names that Odoo links to; that of the machine's own release has
        apt-get download -qq -o APT::Sandbox::User= fonts-font-awesome
        export APT_CONFIG=$work/apt.conf
        apt-get update -qq
        apt-get download -qq "${ODOO_PACKAGES[@]}"
    )
    for deb in "$work"/deb/*.deb; do dpkg-deb -x "$deb" "$VAR/odoo"; done
    local share=$VAR/odoo/usr/share/fonts core=$VAR/odoo/usr/lib/python3/dist-packages/odoo/addons
    mkdir -p "$share/truetype/inconsolata"
    ln -s ../../opentype/inconsolata/Inconsolata-Regular.otf "$share/truetype/inconsolata/Inconsolata.otf"
    # Debian leaves this blob out (it blurs the background of video calls); without the file every bundle logs an error
    mkdir -p "$core/mail/static/lib/selfie_segmentation"
    touch "$core/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    local dangling
    dangling=$(find "$VAR/odoo" -xtype l)
    [ -z "$dangling" ] || die "links of the unpacked Odoo lead nowhere:"$'\n'"$dangling"
    touch "$VAR/odoo/.complete"
    rm -rf "$work"
}
