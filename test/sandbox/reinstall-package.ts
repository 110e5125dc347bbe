import { sandbox } from './harness.ts';

// The files and scripts of an installed package, put into a package again, as dpkg-repack(1) does.
const REINSTALL = `
set -e
package=$1
folder=$(mktemp --directory)
info=/var/lib/dpkg/info/$package
mkdir "$folder/DEBIAN"
dpkg --status "$package" | sed '/^Status:/d; /^Conffiles:/,/^[^ ]/{/^Conffiles:/d; /^ /d}' >"$folder/DEBIAN/control"
for name in preinst postinst prerm postrm conffiles triggers; do
  if [[ -e $info.$name ]]; then cp --preserve=mode "$info.$name" "$folder/DEBIAN/$name"; fi
done
while read -r path; do
  if [[ -f $path || -L $path && ! -d $path ]]; then
    mkdir --parents "$folder\${path%/*}"
    cp --archive "$path" "$folder$path"
  fi
done <"$info.list"
dpkg-deb --root-owner-group -Znone --build "$folder" "$folder.deb" >&2
DEBIAN_FRONTEND=noninteractive dpkg --force-confold --no-triggers --install "$folder.deb" >&2
rm --recursive "$folder" "$folder.deb"
`;

/** Has dpkg install a package of Debian again over what is there, with its scripts, as an upgrade does. */
export async function reinstallPackage(name: string): Promise<void> {
  await sandbox.run(['bash', '-c', REINSTALL, 'bash', name], { timeoutMs: 170_000 });
}
