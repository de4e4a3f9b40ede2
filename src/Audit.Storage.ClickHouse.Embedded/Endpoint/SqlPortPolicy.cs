using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Audit.Storage.ClickHouse.Embedded.Endpoint;

/// <summary>
/// Keeps what the application has at its root and the SQL endpoint apart by the port that a connection came in through. A condition on the header
/// <c>Host</c> would not: clients choose it.
/// </summary>
internal sealed class SqlPortPolicy(SqlPort port) : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Microsoft.AspNetCore.Http.Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            if (IsOfSqlPort(endpoint))
                return true;
        }
        return false;
    }

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var cameThroughSqlPort = httpContext.Connection.LocalPort == port.Number;
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && IsOfSqlPort(candidates[i].Endpoint) != cameThroughSqlPort)
                candidates.SetValidity(i, false);
        }
        return Task.CompletedTask;
    }

    private static bool IsOfSqlPort(Microsoft.AspNetCore.Http.Endpoint endpoint) => endpoint.Metadata.GetMetadata<SqlPortOnly>() is not null;
}
