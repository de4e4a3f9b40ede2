using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Filtering;

/// <summary>Writes a joint between conditions, but not before the first.</summary>
internal struct Junction(SqlText sql, string joint)
{
    private readonly SqlFragment _joint = new(joint);
    private bool _isOpen;

    public void Next()
    {
        if (_isOpen)
            sql.Add($"{_joint}");
        _isOpen = true;
    }

    /// <summary>Writes the closing bracket; no condition at all is true.</summary>
    public readonly void Close()
    {
        if (!_isOpen)
            sql.Add($"1");
        sql.Add($")");
    }
}
