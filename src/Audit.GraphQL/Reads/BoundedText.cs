using System.Text;

namespace Audit.GraphQL.Reads;

/// <summary>A text that stops growing: what a client sends does not decide how long an event is.</summary>
internal sealed class BoundedText(int longest)
{
    private const char Cut = '…';

    private readonly StringBuilder _text = new();

    public bool IsFull { get; private set; }

    public bool IsEmpty => _text.Length == 0;

    public void Append(ReadOnlySpan<char> part)
    {
        if (IsFull)
            return;
        if (_text.Length + part.Length > longest)
        {
            // Not within a pair of surrogates.
            var rest = longest - _text.Length;
            if (rest > 0 && char.IsHighSurrogate(part[rest - 1]))
                rest--;
            _text.Append(part[..rest]).Append(Cut);
            IsFull = true;
            return;
        }

        _text.Append(part);
    }

    public override string ToString() => _text.ToString();
}
