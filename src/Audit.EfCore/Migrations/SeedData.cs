using Audit.Statements;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Migrations;

/// <summary>
/// Tells which commands write the seed data of a model (<c>HasData</c>). EF Core does not say of a command which operation it was made of: it is one that
/// changes rows of a table that the migration has data for, and not one that the migration wrote as SQL.
/// </summary>
internal sealed class SeedData
{
    private readonly HashSet<string> _tables = new(StringComparer.Ordinal);
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private readonly bool _isModel;

    private SeedData(bool isModel) => _isModel = isModel;

    /// <summary>Where a database is created of a model, each row that is inserted is one of the model's.</summary>
    public static SeedData OfModel { get; } = new(isModel: true);

    /// <summary>Of a migration that is applied or reverted.</summary>
    public static SeedData OfMigration(IServiceProvider services, string migrationId, bool isRevert)
    {
        var seeds = new SeedData(isModel: false);
        var assembly = services.GetRequiredService<IMigrationsAssembly>();
        if (!assembly.Migrations.TryGetValue(migrationId, out var type))
            return seeds;
        var migration = assembly.CreateMigration(type, services.GetRequiredService<IDatabaseProvider>().Name);
        seeds.Add(isRevert ? migration.DownOperations : migration.UpOperations);
        return seeds;
    }

    public bool Includes(string text, StatementInfo statement)
    {
        if (_isModel)
            return statement.Operations.Contains("INSERT");
        if (_tables.Count == 0 || _written.Contains(text.Trim()))
            return false;

        foreach (var table in statement.TablesWritten)
        {
            if (!_tables.Contains(table))
                return false;
        }

        // SQLite asks how many rows were changed, and SQL Server sets whether ids may be given.
        return statement.TablesWritten.Length > 0 && statement.Operations.All(static verb => verb is "INSERT" or "UPDATE" or "DELETE" or "MERGE" or "SELECT" or "SET" or "IF");
    }

    private void Add(IEnumerable<MigrationOperation> operations)
    {
        foreach (var operation in operations)
        {
            switch (operation)
            {
                case InsertDataOperation insert:
                    Add(insert.Schema, insert.Table);
                    break;
                case UpdateDataOperation update:
                    Add(update.Schema, update.Table);
                    break;
                case DeleteDataOperation delete:
                    Add(delete.Schema, delete.Table);
                    break;
                case SqlOperation sql:
                    _written.Add(sql.Sql.Trim());
                    break;
            }
        }
    }

    private void Add(string? schema, string table)
    {
        _tables.Add(table);
        if (schema is not null)
            _tables.Add($"{schema}.{table}");
    }
}
