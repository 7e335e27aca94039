//! What to run next, as a command line of `accord`.

use crate::domain::shell::quoted;

/// What makes an obstacle go away, or is the first step to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The provider verifies, and publishes the result.
    Verify {
        /// Who verifies.
        provider: String,
        /// Which of its versions, if only one is meant.
        version: Option<String>,
        /// The one contract that it is about, if there is one.
        contract: Option<Contract>,
    },
    /// The consumer publishes what its tests wrote.
    Publish {
        /// Under this version, if one is meant.
        version: Option<String>,
        /// On this branch, if one is meant.
        branch: Option<String>,
    },
    /// Somebody says what runs in the environment.
    RecordDeployment {
        /// What runs there.
        pacticipant: String,
        /// Which of its versions, if one is meant.
        version: Option<String>,
        /// Where.
        environment: String,
    },
    /// A version gets the tag that was asked for.
    CreateTag {
        /// Whose version.
        pacticipant: String,
        /// The tag.
        tag: String,
    },
    /// Somebody says which branch is the main one.
    SetMainBranch {
        /// Of which pacticipant.
        pacticipant: String,
    },
}

/// The contract of one consumer version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    pub consumer: String,
    pub consumer_version: String,
    pub provider: String,
}

/// Where a command finds the broker.
pub trait Whereabouts {
    /// The address of the broker.
    fn broker(&self) -> String;
    /// The address of a contract.
    fn contract(&self, contract: &Contract) -> String;
}

/// Stands for a version that the one who runs the command knows.
const OWN_VERSION: &str = r#""$(git rev-parse HEAD)""#;

/// Stands for a version that is to be filled in.
const SOME_VERSION: &str = "VERSION";

impl Step {
    /// The step as a line for a POSIX shell; whatever is in the names, the shell takes them as text.
    pub fn command_line(&self, whereabouts: &impl Whereabouts) -> String {
        let broker = ["--broker-base-url".to_owned(), quoted(&whereabouts.broker())];
        let mut words: Vec<String> = vec!["accord".to_owned()];
        match self {
            Self::Verify {
                contract: Some(contract),
                version,
                ..
            } => {
                words.extend(["verify", "--url"].map(str::to_owned));
                words.push(quoted(&whereabouts.contract(contract)));
                words.extend(of_provider(version.as_deref()));
            }
            Self::Verify { provider, version, .. } => {
                words.push("verify".to_owned());
                words.extend(broker);
                words.extend(["--provider-name".to_owned(), quoted(provider)]);
                words.extend(of_provider(version.as_deref()));
            }
            Self::Publish { version, branch } => {
                words.extend(["publish", "pacts", "--consumer-app-version"].map(str::to_owned));
                words.push(version.as_deref().map_or_else(|| OWN_VERSION.to_owned(), quoted));
                if let Some(branch) = branch {
                    words.extend(["--branch".to_owned(), quoted(branch)]);
                }
                words.extend(broker);
            }
            Self::RecordDeployment {
                pacticipant,
                version,
                environment,
            } => {
                let version = version.as_deref().map_or_else(|| SOME_VERSION.to_owned(), quoted);
                words.push("record-deployment".to_owned());
                words.extend(["--pacticipant".to_owned(), quoted(pacticipant)]);
                words.extend(["--version".to_owned(), version]);
                words.extend(["--environment".to_owned(), quoted(environment)]);
                words.extend(broker);
            }
            Self::CreateTag { pacticipant, tag } => {
                words.push("create-version-tag".to_owned());
                words.extend(["--pacticipant".to_owned(), quoted(pacticipant)]);
                words.extend(["--version", SOME_VERSION, "--tag"].map(str::to_owned));
                words.push(quoted(tag));
                words.extend(broker);
            }
            Self::SetMainBranch { pacticipant } => {
                words.push("create-or-update-pacticipant".to_owned());
                words.extend(["--name".to_owned(), quoted(pacticipant)]);
                words.extend(["--main-branch", "main"].map(str::to_owned));
                words.extend(broker);
            }
        }
        words.join(" ")
    }
}

fn of_provider(version: Option<&str>) -> [String; 5] {
    [
        "--provider-base-url".to_owned(),
        "http://localhost:8080".to_owned(),
        "--provider-version".to_owned(),
        version.map_or_else(|| OWN_VERSION.to_owned(), quoted),
        "--publish".to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Here;

    impl Whereabouts for Here {
        fn broker(&self) -> String {
            "https://b".to_owned()
        }

        fn contract(&self, contract: &Contract) -> String {
            format!("https://b/{}/{}", contract.provider, contract.consumer_version)
        }
    }

    fn text(text: &str) -> String {
        text.to_owned()
    }

    #[test]
    fn each_step_is_one_command() {
        let contract = Contract {
            consumer: text("Web"),
            consumer_version: text("1"),
            provider: text("Orders"),
        };
        let verify = |version: Option<&str>, contract| Step::Verify {
            provider: text("Orders"),
            version: version.map(str::to_owned),
            contract,
        };
        for (step, expected) in [
            (
                verify(Some("5"), Some(contract)),
                "accord verify --url https://b/Orders/1 --provider-base-url http://localhost:8080 \
                 --provider-version 5 --publish",
            ),
            (
                verify(None, None),
                "accord verify --broker-base-url https://b --provider-name Orders \
                 --provider-base-url http://localhost:8080 --provider-version \"$(git rev-parse HEAD)\" --publish",
            ),
            (
                Step::Publish {
                    version: None,
                    branch: Some(text("feat/x y")),
                },
                "accord publish pacts --consumer-app-version \"$(git rev-parse HEAD)\" --branch 'feat/x y' \
                 --broker-base-url https://b",
            ),
            (
                Step::RecordDeployment {
                    pacticipant: text("Web Shop"),
                    version: None,
                    environment: text("prod"),
                },
                "accord record-deployment --pacticipant 'Web Shop' --version VERSION --environment prod \
                 --broker-base-url https://b",
            ),
            (
                Step::CreateTag {
                    pacticipant: text("Web"),
                    tag: text("live"),
                },
                "accord create-version-tag --pacticipant Web --version VERSION --tag live --broker-base-url https://b",
            ),
            (
                Step::SetMainBranch {
                    pacticipant: text("Web"),
                },
                "accord create-or-update-pacticipant --name Web --main-branch main --broker-base-url https://b",
            ),
        ] {
            assert_eq!(step.command_line(&Here), expected);
        }
    }

    /// What a shell makes of a word in single quotes, or of a plain one.
    fn unquoted(word: &str) -> Option<String> {
        let mut text = String::new();
        let mut letters = word.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\'' => loop {
                    match letters.next()? {
                        '\'' => break,
                        inside => text.push(inside),
                    }
                },
                '\\' => text.push(letters.next()?),
                special if " \t\n\"$`;&|<>()*?[]#~!{}".contains(special) => return None,
                plain => text.push(plain),
            }
        }
        Some(text)
    }

    proptest! {
        #[test]
        fn a_shell_reads_every_name_as_one_word(name in "\\PC{1,20}|[ '\"$`;&|<>()\\\\\n]{1,12}") {
            prop_assert_eq!(unquoted(&quoted(&name)), Some(name));
        }
    }
}
