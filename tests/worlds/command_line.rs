//! The words of `trace_world`, and folders that are no worlds.

use spoor::trace::view::Policy;

use super::arguments::Arguments;
use super::folder;

fn read(words: &str) -> Result<Arguments, String> {
    Arguments::read(words.split_whitespace().map(str::to_owned)).map_err(|error| error.to_string())
}

#[test]
fn words_are_read_or_refused_with_what_to_do() {
    let all = read("--world w --budget 7 --policy haircut --json a --tip b").unwrap();
    assert_eq!((all.budget, all.policy, all.world.to_str(), all.tip.is_some()), (7, Some(Policy::Haircut), Some("w"), true));
    assert_eq!(read("--budget 7 --world w").unwrap().policy, None);
    for (words, expected) in [
        ("", "--budget N is missing"),
        ("--budget 7", "--world DIR is missing"),
        ("--world --budget 7", "nothing follows --world"),
        ("--world w --budget", "nothing follows --budget"),
        ("--world w --budget 0", "\"0\" is not a whole number of requests"),
        ("--world w --budget 1e3", "\"1e3\" is not a whole number of requests"),
        ("--world w --budget 7 --budget 8", "--budget is given twice"),
        ("--world w --budget 7 --policy best", "there is no policy \"best\"; the policies are: fifo, haircut"),
        ("--world w --budget 7 --truth t", "there is no option \"--truth\""),
        ("w 7", "there is no option \"w\""),
    ] {
        let error = read(words).unwrap_err();
        assert!(error.contains(expected), "{words:?}: {error}");
    }
}

#[test]
fn a_folder_that_is_no_world_is_named_with_what_it_lacks() {
    let folder = std::env::temp_dir().join(format!("spoor-worlds-{}", std::process::id()));
    let error = |expected: &str| {
        let error = folder::world(&folder).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    };
    error("there is no folder");
    std::fs::create_dir_all(&folder).unwrap();
    error("has no case.json and no case.json.gz");
    let from = super::path("lifi");
    for name in ["case.json", "labels.csv"] {
        std::fs::copy(from.join(name), folder.join(name)).unwrap();
    }
    error("has no transfers.csv and no transfers.csv.gz");
    std::fs::write(folder.join("transfers.csv.gz"), b"not packed").unwrap();
    error("transfers.csv.gz cannot be read");
    // A plain file goes before a packed one; a broken line of it is named.
    std::fs::write(folder.join("transfers.csv"), "block,time,tx,index,kind,from,to,asset,amount\n1,2,3\n").unwrap();
    error("transfers.csv, line 2: it has 3 fields, not 9");
    std::fs::remove_dir_all(&folder).unwrap();
}
