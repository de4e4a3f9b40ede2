using Audit.Context;

namespace Audit.AspNetCore.Propagation;

/// <summary>What another application said, and signed, of who caused what it asks for.</summary>
/// <param name="Actor">Who acts there; without roles, which each application knows for itself.</param>
/// <param name="SessionId">The hashed session there.</param>
/// <param name="ApiKeyId">The id of the API key there.</param>
/// <param name="Application">The application that signed.</param>
public sealed record PropagatedContext(AuditActor Actor, string? SessionId, string? ApiKeyId, string Application);
