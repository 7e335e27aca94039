// Verifies a provider with pact-js; what and where comes from the environment, the answer is the exit code.
import pact from "@pact-foundation/pact";

const { BROKER_URL, PROVIDER_URL, PROVIDER_VERSION } = process.env;

try {
  await new pact.Verifier({
    provider: "stock",
    providerBaseUrl: PROVIDER_URL,
    providerStatesSetupUrl: `${PROVIDER_URL}/states`,
    pactBrokerUrl: BROKER_URL,
    consumerVersionSelectors: [{ mainBranch: true }, { deployedOrReleased: true }],
    enablePending: true,
    includeWipPactsSince: "2024-01-01",
    providerVersion: PROVIDER_VERSION,
    providerVersionBranch: "main",
    providerVersionTags: ["dev"],
    publishVerificationResult: true,
    logLevel: "warn",
  }).verifyProvider();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
