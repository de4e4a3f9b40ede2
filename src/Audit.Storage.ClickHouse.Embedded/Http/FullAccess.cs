using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>The policy for this process's own code: everything, except that GET changes nothing (as on a server).</summary>
internal sealed class FullAccess : IStatementPolicy
{
    internal static FullAccess Instance { get; } = new();

    public bool AllowsSessions => true;

    // Within a process compression only costs.
    public bool CompressesAnswers => false;

    public ConnectionRequest Connection(ClickHouseRequest request) => new(
        [.. request.Settings],
        request.Database,
        request.Settings.TryGetValue("readonly", out var level) ? Level(level) : request.IsGet ? 2 : 0);

    public void AdmitInsert()
    {
        // Everything is admitted.
    }

    public ValueTask AdmitAsync(EngineLease lease, StatementText statement, QueryParameters parameters, StatementAnalysis analysis) => ValueTask.CompletedTask;

    private static int Level(string value) => value switch
    {
        "0" => 0,
        "1" => 1,
        "2" => 2,
        _ => throw ClickHouseErrors.BadArguments($"Setting readonly can be 0, 1 or 2, not '{value}'"),
    };
}
