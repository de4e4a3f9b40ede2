using System.Data.Common;
using System.Text;
using Audit.Outboxes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Outbox;

/// <summary>The statement that writes rows to the outbox of a model: one for all rows of a save, as the provider writes names and values.</summary>
internal sealed class OutboxInsert
{
    private static readonly string[] Names =
        [nameof(OutboxEvent.SchemaVersion), nameof(OutboxEvent.RetentionClass), nameof(OutboxEvent.ExpiresAt), nameof(OutboxEvent.CreatedAt), nameof(OutboxEvent.Row)];

    private readonly ISqlGenerationHelper _sql;
    private readonly RelationalTypeMapping[] _mappings;
    private readonly string _head;

    public OutboxInsert(DbContext context)
    {
        _sql = context.GetService<ISqlGenerationHelper>();
        var entity = context.Model.FindEntityType(typeof(OutboxEvent))!;
        var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value;
        var properties = Array.ConvertAll(Names, name => entity.FindProperty(name)!);
        _mappings = Array.ConvertAll(properties, static property => property.GetRelationalTypeMapping());
        var columns = string.Join(", ", properties.Select(property => _sql.DelimitIdentifier(property.GetColumnName(table)!)));
        _head = $"INSERT INTO {_sql.DelimitIdentifier(table.Name, table.Schema)} ({columns}) VALUES ";
    }

    /// <summary>Writes rows of one retention class and one expiry.</summary>
    public void Fill(DbCommand command, ReadOnlySpan<OutboxRow> rows, DateTimeOffset createdAt)
    {
        var shared = $"({Add(command, 0, "v", rows[0].SchemaVersion)}, {Add(command, 1, "c", rows[0].RetentionClass)}, {Add(command, 2, "e", (long)rows[0].ExpiresAt)}, {Add(command, 3, "t", createdAt)}, ";
        var text = new StringBuilder(_head);
        for (var i = 0; i < rows.Length; i++)
            text.Append(i == 0 ? "" : ", ").Append(shared).Append(Add(command, 4, $"r{i}", rows[i].Bytes.ToArray())).Append(')');
        command.CommandText = text.ToString();
    }

    private string Add(DbCommand command, int column, string name, object value)
    {
        command.Parameters.Add(_mappings[column].CreateParameter(command, _sql.GenerateParameterName(name), value, nullable: false));
        return _sql.GenerateParameterNamePlaceholder(name);
    }
}
