using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Audit.Classification.Tests.SqlServer;

/// <summary>The verbs and tables in a syntax tree, in the taxonomy's names. Bodies of routines and views do not run, and are not visited.</summary>
internal sealed class SeenByScriptDom : TSqlFragmentVisitor
{
    private readonly HashSet<string> _tables = new(StringComparer.Ordinal);
    private readonly HashSet<string> _notTables = new(StringComparer.OrdinalIgnoreCase) { "inserted", "deleted" };

    public HashSet<string> Operations { get; } = new(StringComparer.Ordinal);

    public IEnumerable<string> Tables => _tables.Where(table => !_notTables.Contains(table));

    public override void Visit(TSqlStatement node)
    {
        var type = node.GetType().Name;
        var operation = node switch
        {
            IfStatement or WhileStatement or BeginEndBlockStatement or TryCatchStatement => null,
            BeginTransactionStatement => "BEGIN",
            CommitTransactionStatement => "COMMIT",
            RollbackTransactionStatement => "ROLLBACK",
            SaveTransactionStatement => "SAVE",
            ExecuteAsStatement => "EXECUTE AS",
            ExecuteStatement => "EXEC",
            BulkInsertStatement => "BULK INSERT",
            EnableDisableTriggerStatement trigger => trigger.TriggerEnforcement == TriggerEnforcement.Disable ? "DISABLE" : "ENABLE",
            PredicateSetStatement => "SET",
            SetOnOffStatement or SetVariableStatement => "SET",
            WaitForStatement => "WAITFOR",
            RaiseErrorStatement => "RAISERROR",
            _ => FirstWord(type),
        };
        if (operation is not null)
            Operations.Add(operation);
        if (node is SelectStatement { Into: { } into })
        {
            Operations.Add("CREATE");
            Add(into);
        }
    }

    public override void Visit(DataModificationSpecification node)
    {
        // Composable DML stands in FROM.
        Operations.Add(FirstWord(node.GetType().Name));
        if (node.OutputIntoClause?.IntoTable is NamedTableReference into)
            Add(into.SchemaObject);
    }

    public override void Visit(ExecuteInsertSource node) => Operations.Add("EXEC");

    public override void Visit(NamedTableReference node)
    {
        Add(node.SchemaObject);
        if (node.Alias is not null)
            _notTables.Add(node.Alias.Value);
    }

    public override void Visit(TableReferenceWithAlias node)
    {
        if (node.Alias is not null)
            _notTables.Add(node.Alias.Value);
    }

    public override void Visit(CommonTableExpression node) => _notTables.Add(node.ExpressionName.Value);

    public override void Visit(CreateTableStatement node) => Add(node.SchemaObjectName);

    public override void Visit(AlterTableStatement node) => Add(node.SchemaObjectName);

    public override void Visit(TruncateTableStatement node) => Add(node.TableName);

    public override void Visit(BulkInsertStatement node) => Add(node.To);

    public override void Visit(IndexStatement node) => Add(node.OnName);

    public override void Visit(DropIndexClause node) => Add(node.Object);

    public override void Visit(DropTableStatement node) => Add(node.Objects);

    public override void Visit(DropViewStatement node) => Add(node.Objects);

    public override void Visit(EnableDisableTriggerStatement node) => Add(node.TriggerObject?.Name);

    public override void ExplicitVisit(CreateTriggerStatement node)
    {
        Operations.Add("CREATE");
        Add(node.TriggerObject?.Name);
    }

    public override void ExplicitVisit(CreateViewStatement node)
    {
        Operations.Add("CREATE");
        Add(node.SchemaObjectName);
    }

    public override void ExplicitVisit(CreateProcedureStatement node) => Operations.Add("CREATE");

    public override void ExplicitVisit(CreateOrAlterProcedureStatement node) => Operations.Add("CREATE");

    public override void ExplicitVisit(AlterProcedureStatement node) => Operations.Add("ALTER");

    private static string FirstWord(string type)
    {
        var end = 1;
        while (end < type.Length && char.IsLower(type[end]))
            end++;
        return type[..end].ToUpperInvariant();
    }

    private void Add(IEnumerable<SchemaObjectName> names)
    {
        foreach (var name in names)
            Add(name);
    }

    private void Add(SchemaObjectName? name)
    {
        if (name is not null)
            _tables.Add(string.Join('.', name.Identifiers.Select(Tell)));
    }

    private static string Tell(Identifier part) => part.Value.Contains('.', StringComparison.Ordinal) || part.Value.Contains('"', StringComparison.Ordinal)
        ? $"\"{part.Value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : part.Value;
}
