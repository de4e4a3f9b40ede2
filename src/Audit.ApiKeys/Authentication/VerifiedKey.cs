using Audit.ApiKeys.Verifying;

namespace Audit.ApiKeys.Authentication;

/// <summary>A scheme has verified the key of this request: nobody else needs to.</summary>
internal sealed record VerifiedKey(ApiKeyVerification Verification);
