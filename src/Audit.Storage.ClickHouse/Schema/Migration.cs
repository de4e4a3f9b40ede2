using System.Security.Cryptography;

namespace Audit.Storage.ClickHouse.Schema;

/// <summary>A change of the schema, written in SQL that does no harm when it runs twice.</summary>
/// <param name="Version">Its number; they are applied in this order, without gaps.</param>
/// <param name="Name">Its name.</param>
/// <param name="Sql">Its statements, each ended by a semicolon at the end of a line.</param>
internal sealed record Migration(uint Version, string Name, string Sql)
{
    /// <summary>SHA-256 of the text, in hexadecimal digits.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Sql)));

    public IReadOnlyList<string> Statements { get; } = SqlResources.Split(Sql);

    public override string ToString() => $"{Version:0000}_{Name}";
}
