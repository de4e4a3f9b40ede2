using System.Globalization;
using System.Security.Cryptography;
using Audit.Benchmarks.Measuring;

namespace Audit.Benchmarks.Classification;

/// <summary>Work that everyone knows, measured in the same run: it tells how fast the machine was meanwhile.</summary>
internal sealed class Yardstick
{
    private readonly byte[] _kilobyte = new byte[1024];
    private readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];
    private readonly byte[] _classes = new byte[128];
    private readonly string _text = SampleStatements.All[0].Text;
    private readonly Action<int> _nothing = static _ => { };
    private readonly Action<int> _sha256;
    private readonly Action<int> _scan;
    private readonly List<Cost> _nothingCosts = [];
    private readonly List<Cost> _sha256Costs = [];
    private readonly List<Cost> _scanCosts = [];
    private long _sum;

    public Yardstick()
    {
        _sha256 = _ => SHA256.HashData(_kilobyte, _hash);
        _scan = _ => _sum += SumOf(_text, _classes);
    }

    public void Measure(int round, int operations)
    {
        var nothing = Cost.Of(_nothing, 50 * operations);
        var sha256 = Cost.Of(_sha256, operations);
        var scan = Cost.Of(_scan, operations);
        if (round < 0)
            return;
        _nothingCosts.Add(nothing);
        _sha256Costs.Add(sha256);
        _scanCosts.Add(scan);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"Yardsticks of the same run: an empty operation {Nanoseconds(_nothingCosts):F1} ns (included below), SHA-256 of 1 KB {Nanoseconds(_sha256Costs):F0} ns, "
        + $"each of {_text.Length} characters looked up in a table {Nanoseconds(_scanCosts):F0} ns.");

    private static double Nanoseconds(List<Cost> costs) => Cost.Median(costs).Microseconds * 1000;

    /// <summary>Looks each character up in a table, one by one: the least that any tokenizer without vectors does.</summary>
    private static long SumOf(string text, byte[] classes)
    {
        var sum = 0L;
        foreach (var c in text)
            sum += c < classes.Length ? classes[c] + c : 1;
        return sum;
    }
}
