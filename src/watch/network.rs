//! Recognises network file systems, which report no change that another machine makes.

use std::path::Path;

/// Their names in the kernel's list of mounts.
const REMOTE: [&str; 12] =
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "vboxsf", "prl_fs", "fuse.vmhgfs-fuse"];

/// The kind of file system that `path` is on, if it is a remote one. Always `None` outside Linux.
pub fn remote_file_system(path: &Path) -> Option<String> {
    remote(path, &std::fs::read_to_string("/proc/self/mounts").ok()?)
}

fn remote(path: &Path, mounts: &str) -> Option<String> {
    let mounts = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        Some((words.next()?.replace("\\040", " "), words.next()?))
    });
    // A later mount covers an earlier one at the same place.
    let (_, kind) = mounts.filter(|(place, _)| path.starts_with(place)).max_by_key(|(place, _)| place.len())?;
    REMOTE.contains(&kind).then(|| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_mount_is_used() {
        let mounts =
            "/dev/sda / ext4 rw 0 0\nserver:/home /home nfs4 rw 0 0\n/dev/sdb /home/me/fast\\040disk ext4 rw 0 0\n";
        let of = |path: &str| remote(Path::new(path), mounts);
        assert_eq!(of("/srv/handbook"), None);
        assert_eq!(of("/home/me/handbook").as_deref(), Some("nfs4"));
        assert_eq!(of("/home/me/fast disk/handbook"), None);
    }
}
