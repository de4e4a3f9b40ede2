using System.Data.Common;
using System.Globalization;
using Audit.Context;
using Audit.Events;

namespace Audit.Storage.ClickHouse.Changes;

/// <summary>Values as the tables of changes hold them: times as texts of UTC, what is not known as the empty text, an actor in five columns.</summary>
internal static class ChangeValues
{
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.ffffff";

    public static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static string? TextOf(DateTimeOffset? time) => time is { } known ? TextOf(known) : null;

    public static string? TextOrNull(string text) => text.Length == 0 ? null : text;

    public static DateTimeOffset TimeAt(DbDataReader reader, int column) => new(DateTime.SpecifyKind(reader.GetDateTime(column), DateTimeKind.Unspecified), TimeSpan.Zero);

    public static DateTimeOffset? TimeOrNull(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : TimeAt(reader, column);

    /// <summary>The actor in a column and the four behind it: type, id, name, tenant, impersonator.</summary>
    public static AuditActor ActorAt(DbDataReader reader, int column) => new(
        CanonicalNames.ParseActorType(reader.GetString(column)),
        reader.GetString(column + 1),
        TextOrNull(reader.GetString(column + 2)),
        TextOrNull(reader.GetString(column + 3)),
        TextOrNull(reader.GetString(column + 4)));
}
