namespace Audit.Storage.ClickHouse.Reading.Sql;

/// <summary>SQL that is known to be safe: written in this package's source, or a placeholder. Never made of a value.</summary>
internal readonly record struct SqlFragment(string Text)
{
    public override string ToString() => Text;
}
