//! The life of a contract, from its publication to the question whether its consumer may go.
//!
//! `cargo run -p accord-client --example life_cycle -- http://localhost:9292`, with a broker that may be written to.

use accord_client::model::contract::{Contract, PublishContracts};
use accord_client::model::environment::NewEnvironment;
use accord_client::model::pacticipant::PacticipantUpdate;
use accord_client::model::pacts_for_verification::PactsForVerificationQuery;
use accord_client::model::verification::VerificationResult;
use accord_client::{CanIDeploy, CanIMerge, Client, ConsumerVersionSelector, Error, VersionSelector};

const CONSUMER: &str = "Life Cycle / Consumer";
const PROVIDER: &str = "Life Cycle Provider ü";
const ENVIRONMENT: &str = "life-cycle";
const PACT: &str = r#"{
    "consumer": {"name": "Life Cycle / Consumer"},
    "provider": {"name": "Life Cycle Provider ü"},
    "interactions": [
        {"description": "a ping", "request": {"method": "GET", "path": "/ping"}, "response": {"status": 200}}
    ],
    "metadata": {"pactSpecification": {"version": "2.0.0"}}
}"#;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "http://localhost:9292".to_owned());
    let broker = Client::builder(address).build()?;
    broker.heartbeat().await?;
    prepare(&broker).await?;

    let contract = Contract::from_pact(PACT.as_bytes())?;
    let publication = PublishContracts::new(CONSUMER, "c1")
        .branch("feat/a b")
        .tag("dev")
        .contract(contract);
    for notice in &broker.publish_contracts(&publication).await?.notices {
        println!("{:8} {}", notice.kind, notice.text);
    }
    may_go(&broker, "before the provider has verified").await?;
    verify(&broker, "p1").await?;
    broker.record_deployment(PROVIDER, "p1", ENVIRONMENT, None).await?;
    may_go(&broker, "now that the provider runs there").await?;

    broker
        .record_deployment(CONSUMER, "c1", ENVIRONMENT, Some("blue"))
        .await?;
    broker.record_release(CONSUMER, "c1", ENVIRONMENT).await?;
    let version = broker.latest_version_of_branch(CONSUMER, "feat/a b").await?;
    println!("head of the branch: {}, tags {:?}", version.number, version.tags());
    let ended = broker.record_undeployment(CONSUMER, ENVIRONMENT, Some("blue")).await?;
    println!("deployments ended: {}", ended.len());
    println!(
        "releases ended: {}",
        broker.record_support_ended(CONSUMER, "c1", ENVIRONMENT).await?.len()
    );
    Ok(())
}

async fn prepare(broker: &Client) -> Result<(), Error> {
    for name in [CONSUMER, PROVIDER] {
        let update = PacticipantUpdate::new(name)
            .main_branch("main")
            .repository_url("https://git.example.com/life");
        broker.create_or_update_pacticipant(&update).await?;
    }
    match broker.environment(ENVIRONMENT).await {
        Err(Error::UnknownEnvironment { .. }) => {
            broker
                .create_environment(&NewEnvironment::test(ENVIRONMENT).email("Ops", "ops@example.com"))
                .await?;
            Ok(())
        }
        outcome => outcome.map(|_| ()),
    }
}

async fn verify(broker: &Client, provider_version: &str) -> Result<(), Error> {
    let query = PactsForVerificationQuery::new(PROVIDER)
        .selector(ConsumerVersionSelector::branch("feat/a b"))
        .provider_branch("main")
        .include_pending(true);
    for chosen in broker.pacts_for_verification(&query).await?.pacts() {
        println!("to verify: {}", chosen.name().unwrap_or_default());
        let pact = broker.pact_for_verification(chosen).await?;
        // Here a verifier replays the pact; this one believes in its provider.
        let result = VerificationResult::new(provider_version, true)
            .branch("main")
            .tags(["dev"]);
        broker.publish_verification_result(&pact, &result).await?;
    }
    Ok(())
}

async fn may_go(broker: &Client, when: &str) -> Result<(), Error> {
    let version = VersionSelector::version(CONSUMER, "c1");
    let deploy = broker
        .can_i_deploy(&CanIDeploy::new(version.clone()).to_environment(ENVIRONMENT))
        .await?;
    let merge = broker.can_i_merge(&CanIMerge::new(version)).await?;
    println!(
        "{when}: deploy {}, merge {}",
        deploy.is_deployable(),
        merge.is_deployable()
    );
    println!(
        "  because: {}",
        deploy.summary.reason.as_deref().unwrap_or_default().replace('\n', "; ")
    );
    Ok(())
}
