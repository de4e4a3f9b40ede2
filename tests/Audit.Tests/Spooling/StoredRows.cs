using Audit.Testing;

namespace Audit.Tests.Spooling;

/// <summary>Reads the file in which that process keeps what it delivered.</summary>
internal static class StoredRows
{
    public static List<(string Stream, ulong Sequence, long Number)> Read(string path)
    {
        var rows = new List<(string, ulong, long)>();
        using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new BinaryReader(file, System.Text.Encoding.UTF8);
        while (file.Position < file.Length)
        {
            reader.ReadInt32();
            reader.ReadString();
            var stream = reader.ReadString();
            for (var count = reader.ReadInt32(); count > 0; count--)
            {
                var sequence = reader.ReadUInt64();
                var columns = NaiveRowReader.Read(reader.ReadBytes(reader.ReadInt32()));
                rows.Add((stream, sequence, (long)columns["rows_affected"]!));
            }
        }

        return rows;
    }
}
