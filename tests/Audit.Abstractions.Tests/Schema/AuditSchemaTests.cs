using System.Text.RegularExpressions;
using Audit.Events;
using Audit.Schema;

namespace Audit.Abstractions.Tests.Schema;

public sealed partial class AuditSchemaTests
{
    [Fact]
    public void Names_are_unique_and_in_snake_case()
    {
        var names = AuditSchema.Columns.Concat(AuditSchema.SealingColumns).Select(column => column.Name).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches(SnakeCase(), name));
    }

    [Fact]
    public void A_row_begins_with_its_version_id_and_time() =>
        Assert.Equal(
            [("schema_version", AuditColumnType.UInt8), ("id", AuditColumnType.Uuid), ("occurred_at", AuditColumnType.Microseconds)],
            AuditSchema.Columns.Take(3).Select(column => (column.Name, column.Type)));

    /// <summary>Rows that are stored, and their hashes, depend on the order: a change of it is a new version.</summary>
    [Fact]
    public void The_columns_of_version_1_never_change()
    {
        Assert.Equal(1, AuditSchema.Version);
        Assert.Equal(
            """
            schema_version id occurred_at application environment instance category action outcome risk destructive source
            operations tables_read tables_written destructive_reasons db_system db_server db_name
            statement fingerprint parameters redactions rows_affected rows_read duration_us error_code error_message
            actor_type actor_id actor_name tenant_id impersonator_id session_id api_key_id client_ip user_agent
            trace_id span_id request_id http_method http_route transaction_id parent_id
            command_name command_arguments exit_code entity_type entity_key entity_state
            change_properties change_before change_after attributes retention_class
            """.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries),
            AuditSchema.Columns.Select(column => column.Name));
        Assert.Equal(["stream", "seq", "leaf_check", "expires_at"], AuditSchema.SealingColumns.Select(column => column.Name));
    }

    [Fact]
    public void Every_column_is_described_without_quotes_and_full_stop()
    {
        Assert.All(AuditSchema.Columns.Concat(AuditSchema.SealingColumns), column =>
        {
            Assert.NotEmpty(column.Description);
            Assert.DoesNotContain('\'', column.Description);
            Assert.False(column.Description.EndsWith('.'), column.Name);
        });
    }

    [Fact]
    public void Descriptions_name_every_value_of_an_enum()
    {
        AssertDescribes("category", Enum.GetValues<EventCategory>().Select(CanonicalNames.ToCanonicalName));
        AssertDescribes("outcome", Enum.GetValues<Outcome>().Select(CanonicalNames.ToCanonicalName));
        AssertDescribes("source", Enum.GetValues<CommandSource>().Select(CanonicalNames.ToCanonicalName));
        AssertDescribes("actor_type", Enum.GetValues<ActorType>().Select(CanonicalNames.ToCanonicalName));
        AssertDescribes("risk", Enum.GetValues<Risk>().Select(risk => $"{(int)risk} {risk.ToString().ToLowerInvariant()}"));
    }

    [Fact]
    public void Only_texts_keep_a_dictionary()
    {
        AuditColumnType[] texts = [AuditColumnType.String, AuditColumnType.StringArray, AuditColumnType.NullableStringArray, AuditColumnType.StringMap];
        Assert.All(AuditSchema.Columns.Where(column => column.LowCardinality), column => Assert.Contains(column.Type, texts));
    }

    private static void AssertDescribes(string column, IEnumerable<string> values)
    {
        var description = AuditSchema.Columns.Single(candidate => candidate.Name == column).Description;
        Assert.All(values, value => Assert.Contains(value, description, StringComparison.Ordinal));
    }

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$")]
    private static partial Regex SnakeCase();
}
