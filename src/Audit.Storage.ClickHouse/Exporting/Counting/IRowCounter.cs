namespace Audit.Storage.ClickHouse.Exporting.Counting;

/// <summary>Counts rows in what passes by, so that what was written can be held against what there is to write. One instance per export.</summary>
internal interface IRowCounter
{
    /// <summary>The rows that have passed completely, as far as the format shows them.</summary>
    long Rows { get; }

    /// <summary>Looks at the next part.</summary>
    void Add(ReadOnlySpan<byte> part);

    /// <summary>Ends the count.</summary>
    /// <returns>The rows; <see langword="null"/> when what has passed is not complete.</returns>
    long? Complete();
}
