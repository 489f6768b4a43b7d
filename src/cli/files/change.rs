//! Changing a plan: the only place where a file that a user wrote is given other bytes.
//!
//! A plan may be the only copy of what somebody typed for hours. So the old bytes stay beside it as `plan.yaml~`, it is
//! replaced in one step, its owner, group and permissions stay, and what was saved meanwhile is not lost. Where one step
//! would take it away from its owner or from its other names (hard links), it is written in place. Two of us that change the
//! same plan do so one after the other, and the second is told.

use super::access::give;
use super::backup::{Kept, Put, keep};
use super::door::{filled, folder, followed};
use crate::cli::status::{Failure, why};
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a plan must have lain still before it is read to be changed: who saves it in parts (a slow drive, a program that
/// brings folders into step) has put the next part there by then. How many times that is waited for.
const STILL: Duration = Duration::from_secs(1);
const LOOKS: usize = 10;

/// Reads a plan that will be changed: half a save would become the whole plan.
///
/// # Errors
/// It cannot be read, or somebody goes on saving it.
pub(in crate::cli) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    read_once_still(path, || std::thread::sleep(STILL))
}

fn read_once_still(path: &Path, mut wait: impl FnMut()) -> Result<Vec<u8>, Failure> {
    let state = || std::fs::metadata(path).ok().map(|there| (there.modified().ok(), there.len()));
    for _ in 0..LOOKS {
        let before = state();
        // What cannot be looked at is told by the reading; a clock that is ahead tells nothing, and one more look does.
        let age = before.and_then(|(modified, _)| modified).map(|at| at.elapsed().unwrap_or_default());
        if age.is_none_or(|age| age >= STILL) {
            return super::read(path);
        }
        wait();
        if state() == before {
            return super::read(path);
        }
    }
    let why = "ほかのプログラムで保存されている途中のようです。少し待って、もう一度実行してください".to_owned();
    Err(Failure::Read { path: path.display().to_string(), why })
}

/// Gives a plan that holds `before` the bytes `after`; `kept` (what it held, as a rule) stays beside it, and where is said.
///
/// # Errors
/// It is read-only or another's, it no longer holds `before`, or it or its backup cannot be written: then it is as it was.
pub(in crate::cli) fn change(
    path: &Path,
    before: &[u8],
    after: &[u8],
    kept: Option<&[u8]>,
) -> Result<Option<PathBuf>, Failure> {
    change_once_ready(path, before, after, kept, || ())
}

/// The same; `ready` is called when all that takes time is done, before the last look.
fn change_once_ready(
    path: &Path,
    before: &[u8],
    after: &[u8],
    kept: Option<&[u8]>,
    ready: impl FnOnce(),
) -> Result<Option<PathBuf>, Failure> {
    let failed = |why: String| Failure::Write { path: path.display().to_string(), why };
    let _writing = super::writing();
    let target = followed(path);
    let old = std::fs::metadata(&target).map_err(|error| failed(why(&error)))?;
    if !old.is_file() {
        return Err(failed("普通のファイルではありません".to_owned()));
    }
    if old.permissions().readonly() {
        return Err(failed("読み取り専用のファイルです".to_owned()));
    }
    let turn = turn(&target);
    // Whoever may write in the folder could put another file in its place: only who may write to this one changes it.
    let mut file = OpenOptions::new().read(true).write(true).open(&target).map_err(|error| failed(why(&error)))?;
    let is_there = alone(&file, &target).map_err(|error| failed(why(&error)))?;
    let mut now = Vec::new();
    file.read_to_end(&mut now).map_err(|error| failed(why(&error)))?;
    let meanwhile = || Failure::Changed { path: path.display().to_string() };
    if !is_there || now != before {
        return Err(meanwhile());
    }
    let kept = kept.map(|bytes| keep(&target, bytes, &old)).transpose()?;
    let new = replacement(&target, after, &old);
    ready();
    // A disk may have taken its time over both: another program's save that came meanwhile is not lost.
    if !std::fs::read(&target).is_ok_and(|now| now == before) || !alone(&file, &target).is_ok_and(|alone| alone) {
        return Err(meanwhile());
    }
    // Nothing is replaced, the older backup neither, before all that takes room has it.
    let new = new.map_err(|error| failed(why(&error)))?;
    let kept = kept.map(Kept::put).transpose()?;
    let changed = match new {
        Some(new) => {
            // Some systems do not replace an open file; elsewhere it is held until its successor is there.
            if cfg!(not(unix)) {
                drop(file);
            }
            new.persist(&target).map(|_| settle(&target)).map_err(|error| error.error)
        }
        None => in_place(&mut file, before, after),
    };
    drop(turn);
    match changed {
        Ok(()) => Ok(kept.map(Put::done)),
        Err(error) => {
            // Written in place, the plan may be neither the old one nor the new: then the backup is the only whole one.
            let is_back = std::fs::read(&target).is_ok_and(|now| now == before);
            match kept {
                Some(kept) if !is_back => {
                    let backup = kept.done();
                    let why = why(&error);
                    Err(failed(format!("{why}。書きかけになっています。前の内容は「{}」にあります", backup.display())))
                }
                kept => {
                    kept.into_iter().for_each(Put::undo);
                    Err(failed(why(&error)))
                }
            }
        }
    }
}

/// Waits for others of us before the plan is opened, where it cannot be locked itself: a lock would keep others from reading it,
/// and an open file cannot be replaced. What is given back is held until the change is made.
#[cfg(not(unix))]
fn turn(target: &Path) -> Option<File> {
    stand_in(target).and_then(|turn| turn.lock().map(|()| turn)).ok()
}

/// The plan itself is locked.
#[cfg(unix)]
fn turn(_: &Path) -> Option<File> {
    None
}

/// Waits until no other of us changes the file; whether it is still the one of that name. Where a file system knows no locks
/// nobody waits.
#[cfg(unix)]
fn alone(file: &File, target: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let _ = file.lock(); // without a lock it is still looked at once more
    let (held, there) = (file.metadata()?, std::fs::metadata(target)?);
    Ok((held.dev(), held.ino()) == (there.dev(), there.ino()))
}

/// It was opened in our turn.
#[cfg(not(unix))]
fn alone(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}

/// The file that stands for a plan, whatever name it is called by: empty, and named by a hash, since a path names people.
#[cfg(any(not(unix), test))]
fn stand_in(target: &Path) -> io::Result<File> {
    use sha2::{Digest, Sha256};
    let path = std::fs::canonicalize(target)?;
    let hash = Sha256::digest(path.to_string_lossy().as_bytes());
    let name = hash[..16].iter().fold(String::from("careplan-"), |name, byte| format!("{name}{byte:02x}"));
    let path = std::env::temp_dir().join(name + ".lock");
    OpenOptions::new().create(true).truncate(false).write(true).open(path)
}

/// The new file, ready to be renamed over the old one; none where that would lose its owner or its other names.
fn replacement(target: &Path, after: &[u8], old: &Metadata) -> io::Result<Option<tempfile::NamedTempFile>> {
    if has_other_names(old) {
        return Ok(None);
    }
    let new = match filled(target, after) {
        Ok(new) => new,
        // The folder is another's, the file may be written.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(give(new.as_file(), target, old)?.then_some(new))
}

/// Writes over the old bytes; where that fails, they are put back: their places on the disk are still theirs.
fn in_place(file: &mut File, before: &[u8], after: &[u8]) -> io::Result<()> {
    let put = |file: &mut File, bytes: &[u8]| {
        file.seek(SeekFrom::Start(0))?;
        file.write_all(bytes)?;
        file.set_len(bytes.len() as u64)?;
        file.sync_all()
    };
    put(file, after).or_else(|error| put(file, before).and(Err(error)))
}

#[cfg(unix)]
fn has_other_names(old: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(old) > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &Metadata) -> bool {
    false
}

/// Waits until the folder's entry is on the disk too. Where a system cannot do that the rename has still happened.
fn settle(target: &Path) {
    let _ = File::open(folder(target)).and_then(|folder| folder.sync_all());
}

#[cfg(test)]
mod tests {
    use super::super::backup::backup_of;
    use super::{LOOKS, STILL, change, change_once_ready, read_once_still, stand_in};
    use std::fs::{File, TryLockError};
    use std::io::Write;
    use std::time::SystemTime;

    #[test]
    fn a_plan_that_is_being_saved_is_read_when_all_of_it_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let plan = folder.path().join("plan.yaml");
        let mut saving = File::create(&plan).unwrap();
        let mut parts = ["利用者:\n  氏名: 架空\n", "第5表: []\n"].into_iter();
        saving.write_all(parts.next().unwrap().as_bytes()).unwrap();
        let mut waited = 0;
        let read = read_once_still(&plan, || {
            waited += 1;
            parts.next().iter().for_each(|part| saving.write_all(part.as_bytes()).unwrap());
        });
        assert_eq!((read.unwrap(), waited), ("利用者:\n  氏名: 架空\n第5表: []\n".into(), 2));
        let goes_on = read_once_still(&plan, || saving.write_all(b"#").unwrap());
        assert!(format!("{:?}", goes_on.unwrap_err()).contains("保存されている途中"));
        saving.set_modified(SystemTime::now() - STILL).unwrap();
        assert!(read_once_still(&plan, || panic!("it lies still")).unwrap().ends_with(&[b'#'; LOOKS]));
        assert!(read_once_still(&folder.path().join("none"), || panic!("nothing is there")).is_err());
    }

    #[test]
    fn a_save_that_comes_while_the_disk_takes_its_time_is_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let plan = folder.path().join("plan.yaml");
        std::fs::write(&plan, "前").unwrap();
        // By renaming, as editors save, and over the file itself.
        let renamed = || {
            std::fs::write(folder.path().join("new"), "よその保存").unwrap();
            std::fs::rename(folder.path().join("new"), &plan).unwrap();
        };
        let over = || std::fs::write(&plan, "よその保存").unwrap();
        for save in [&renamed as &dyn Fn(), &over] {
            std::fs::write(&plan, "前").unwrap();
            let failed = change_once_ready(&plan, "前".as_bytes(), "後".as_bytes(), Some("前".as_bytes()), save);
            assert!(failed.unwrap_err().to_string().contains("ほかで書き換えられました"));
            assert_eq!(std::fs::read_to_string(&plan).unwrap(), "よその保存");
            let names = std::fs::read_dir(folder.path()).unwrap().count();
            assert!(names == 1 && !backup_of(&plan).exists(), "nothing is left beside it");
        }
        let kept = change(&plan, "よその保存".as_bytes(), "後".as_bytes(), Some("よその保存".as_bytes())).unwrap();
        assert_eq!(std::fs::read_to_string(kept.unwrap()).unwrap(), "よその保存");
        assert_eq!(std::fs::read_to_string(&plan).unwrap(), "後");
    }

    #[test]
    fn who_ends_the_program_waits_for_the_save_that_has_begun() {
        let folder = tempfile::tempdir().unwrap();
        let plan = folder.path().join("plan.yaml");
        std::fs::write(&plan, "前").unwrap();
        let (begun, wait) = std::sync::mpsc::channel();
        let path = plan.clone();
        let save = std::thread::spawn(move || {
            let slow = || {
                begun.send(()).unwrap();
                std::thread::sleep(STILL / 5);
            };
            change_once_ready(&path, "前".as_bytes(), "後".as_bytes(), None, slow).unwrap()
        });
        wait.recv().unwrap();
        let ended = super::super::finish();
        assert_eq!(std::fs::read_to_string(&plan).unwrap(), "後");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        drop(ended);
        save.join().unwrap();
    }

    #[test]
    fn one_stand_in_for_all_names_of_a_plan() {
        let folder = tempfile::tempdir().unwrap();
        let (plan, other) = (folder.path().join("架空.yaml"), folder.path().join("b.yaml"));
        std::fs::create_dir(folder.path().join("sub")).unwrap();
        std::fs::write(&plan, "").unwrap();
        std::fs::write(&other, "").unwrap();
        let held = stand_in(&plan).unwrap();
        held.lock().unwrap();
        let roundabout = stand_in(&folder.path().join("sub/../架空.yaml")).unwrap();
        assert!(matches!(roundabout.try_lock(), Err(TryLockError::WouldBlock)));
        stand_in(&other).unwrap().try_lock().unwrap();
        drop(held);
        roundabout.try_lock().unwrap();
    }
}
