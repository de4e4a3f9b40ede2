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
    private readonly IReadOnlyList<KeyValuePair<string, string>> _forced;

    private ReaderPolicy(EngineHost engine, FunctionRules functions, ClickHouseEndpointOptions options, TenantTables? tenant)
    {
        _engine = engine;
        _forced = tenant?.Settings ?? [];
        _tables = new TableRules(options.Databases, tenant);
        _statements = new StatementRules(functions, _tables, tenant is not null);
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

    /// <summary>The policy of a reader.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="functions">What may be called.</param>
    /// <param name="options">The limits.</param>
    /// <param name="tenantId">The only tenant whose rows they see; <see langword="null"/>: all rows.</param>
    internal static async Task<ReaderPolicy> CreateAsync(EngineHost engine, FunctionRules functions, ClickHouseEndpointOptions options, string? tenantId) => new(
        engine,
        functions,
        options,
        tenantId is null ? null : await engine.OnAnchorAsync(connection => TenantTables.Read(connection, options.Databases, tenantId)).ConfigureAwait(false));

    public ConnectionRequest Connection(ClickHouseRequest request) => new(
        SettingRules.Apply(request.Settings, _limits, _forced, _engine.Catalog.Settings), Database(request.Database), ReadOnlyLevel: 1);

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
