//! Who may read and write a file that takes the place of an old one: those who might the old one, and nobody else.

use super::door::folder;
use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

/// Whether who made `file` may put it in the place of what has that name. In a folder with the sticky bit (`/tmp`, a share of
/// many) everybody replaces only what is theirs, though they may write to it.
#[cfg(unix)]
pub(super) fn may_replace(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    const STICKY: u32 = 0o1000;
    const ROOT: u32 = 0;
    let Ok(there) = std::fs::symlink_metadata(path) else { return Ok(true) };
    let (ours, folder) = (file.metadata()?.uid(), std::fs::metadata(folder(path))?);
    Ok(folder.mode() & STICKY == 0 || [there.uid(), folder.uid()].contains(&ours) || ours == ROOT)
}

#[cfg(not(unix))]
pub(super) fn may_replace(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}

/// Lets those use a file who may use the one at `path`, which is `old`, as far as that is ours to do.
pub(super) fn pass_on(file: &File, path: &Path, old: &Metadata) -> io::Result<()> {
    if give(file, path, old)? { Ok(()) } else { share(file, path, old) }
}

/// Gives a file the owner, group, permissions and access list of the old one; false where that is not ours to do.
#[cfg(unix)]
pub(super) fn give(file: &File, path: &Path, old: &Metadata) -> io::Result<bool> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let new = file.metadata()?;
    if (new.uid(), new.gid()) != (old.uid(), old.gid()) && fchown(file, Some(old.uid()), Some(old.gid())).is_err() {
        return Ok(false);
    }
    if !has_list_of(file, path) {
        return Ok(false);
    }
    file.set_permissions(old.permissions()).map(|()| true)
}

#[cfg(not(unix))]
pub(super) fn give(file: &File, _: &Path, old: &Metadata) -> io::Result<bool> {
    file.set_permissions(old.permissions()).map(|()| true)
}

/// Lets those read and write a file who may the old one, where it cannot be its owner's: whoever changes the plan next replaces
/// its backup. In another group nobody may more than the rest of the world.
#[cfg(unix)]
fn share(file: &File, path: &Path, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let mode = 0o600 | (old.mode() & 0o777);
    let is_group = fchown(file, None, Some(old.gid())).is_ok() && has_list_of(file, path);
    let mode = if is_group { mode } else { (mode & 0o707) | (mode & 0o007) << 3 };
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn share(_: &File, _: &Path, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Gives a file the access list of the old one, or none where that has none, though the folder may have given one; whether it
/// has it now. With a list, what the permissions say of the group is the most that anybody in the list may: without the list the
/// group would have it.
#[cfg(target_os = "linux")]
fn has_list_of(file: &File, path: &Path) -> bool {
    use rustix::fs::{XattrFlags, fremovexattr, fsetxattr, getxattr};
    use rustix::io::Errno;
    const LIST: &str = "system.posix_acl_access";
    /// The most that Linux lets an attribute hold.
    const MOST: usize = 1 << 16;
    let mut list = vec![0; MOST];
    let given = match getxattr(path, LIST, list.as_mut_slice()) {
        Ok(length) => fsetxattr(file, LIST, &list[..length], XattrFlags::empty()),
        Err(Errno::NODATA | Errno::OPNOTSUPP) => fremovexattr(file, LIST),
        Err(error) => Err(error),
    };
    matches!(given, Ok(()) | Err(Errno::NODATA | Errno::OPNOTSUPP))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn has_list_of(_: &File, _: &Path) -> bool {
    true
}
