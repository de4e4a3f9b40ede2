using Audit.Storage.ClickHouse.Embedded.Endpoint;
using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Storage.ClickHouse.Embedded.Http;
using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.ReadOnly;

/// <summary>The policy for analysts: they read the audit trail, within limits.</summary>
internal sealed class ReaderPolicy : IStatementPolicy
{
    private readonly EngineHost _engine;
    private readonly StatementRules _statements;
    private readonly TableRules _tables;
    private readonly string _database;
    private readonly KeyValuePair<string, long>[] _limits;

    private ReaderPolicy(EngineHost engine, FunctionRules functions, ClickHouseEndpointOptions options)
    {
        _engine = engine;
        _tables = new TableRules(options.Databases);
        _statements = new StatementRules(functions, _tables);
        _database = options.Databases[0];
        _limits =
        [
            new("max_execution_time", (long)Math.Ceiling(options.MaxExecutionTime.TotalSeconds)),
            new("max_memory_usage", options.MaxMemoryBytes),
            new("max_result_rows", options.MaxResultRows),
            new("max_threads", options.MaxThreads),
        ];
    }

    public bool AllowsSessions => false;

    public bool CompressesAnswers => true;

    internal static async Task<ReaderPolicy> CreateAsync(EngineHost engine, ClickHouseEndpointOptions options) =>
        new(engine, await engine.OnAnchorAsync(FunctionRules.Read).ConfigureAwait(false), options);

    public ConnectionRequest Connection(ClickHouseRequest request) => new(
        SettingRules.Apply(request.Settings, _limits, _engine.Catalog.Settings), Database(request.Database), ReadOnlyLevel: 1);

    public void AdmitInsert() => throw ClickHouseErrors.ReadOnly("Cannot execute query in readonly mode: this endpoint reads only.");

    public async ValueTask AdmitAsync(EngineLease lease, StatementText statement, QueryParameters parameters, StatementAnalysis analysis) =>
        await lease.Thread.RunAsync(() => _statements.Check(lease.Connection, statement.Text, parameters, analysis)).ConfigureAwait(false);

    /// <summary>Clients name <c>default</c> when they are told nothing; here that is the audit trail.</summary>
    private string Database(string? wanted)
    {
        if (string.IsNullOrEmpty(wanted) || wanted == "default")
            return _database;
        return _tables.IsAuditDatabase(wanted)
            ? wanted
            : throw ClickHouseErrors.AccessDenied($"Not enough privileges: the database {wanted} cannot be the current one here.");
    }
}
