using Microsoft.AspNetCore.Builder;

namespace Audit.GraphQL.Access;

/// <summary>Marks the endpoints of the API. What they answer, whoever answers for them, carries the headers of <see cref="ApiHeaders"/>.</summary>
internal sealed class AuditApi
{
    private static readonly AuditApi Instance = new();

    /// <summary>Marks an endpoint.</summary>
    public static IEndpointConventionBuilder Mark(IEndpointConventionBuilder endpoint) => endpoint.WithMetadata(Instance);
}
