//! What is put into an archive comes out of it.

use spoor::board::desk::zip::zip;

#[test]
fn what_is_put_in_comes_out() {
    let files: [(&str, &[u8]); 3] = [("feed.json", b"{}"), ("entries-00000.jsonl", b"a\nb\n"), ("cases/x.json", b"")];
    let bytes = zip(files).unwrap();
    assert_eq!(bytes, zip(files).unwrap(), "the same files give the same archive");
    let archive = rawzip::ZipArchive::from_slice(&bytes).unwrap();
    let mut entries = archive.entries();
    for (name, content) in files {
        let header = entries.next_entry().unwrap().unwrap();
        assert_eq!(header.file_path().try_normalize().unwrap().as_ref(), name);
        let entry = archive.get_entry(header.wayfinder()).unwrap();
        assert_eq!(entry.data(), content);
        // What the reader computes of the content, against what the archive says.
        assert_eq!(rawzip::crc32(content), header.crc32());
    }
    assert!(entries.next_entry().unwrap().is_none());
}
