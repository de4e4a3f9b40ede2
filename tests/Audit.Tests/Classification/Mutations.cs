using System.Text;

namespace Audit.Tests.Classification;

/// <summary>Makes statements that nobody would write out of those that somebody did. The same seed makes the same ones.</summary>
internal sealed class Mutations(int seed)
{
    private const int MaxLength = 4096;

    private readonly Random _random = new(seed);
    private readonly string[] _seeds = Seeds.All;
    private readonly StringBuilder _text = new();

    public int Next(int limit) => _random.Next(limit);

    public string Next()
    {
        _text.Clear().Append(Seed());
        for (var edits = _random.Next(1, 6); edits > 0 && _text.Length > 0; edits--)
            Edit(_random.Next(_text.Length));
        if (_text.Length > MaxLength)
            _text.Length = MaxLength;
        return _text.ToString();
    }

    private void Edit(int at)
    {
        var length = Math.Min(_random.Next(1, 24), _text.Length - at);
        switch (_random.Next(9))
        {
            case 0:
                _text.Remove(at, length);
                break;
            case 1:
                _text.Insert(at, Seeds.Pieces[_random.Next(Seeds.Pieces.Length)]);
                break;
            case 2:
                _text[at] ^= (char)(1 << _random.Next(7));
                break;
            case 3:
                _text[at] = (char)_random.Next(char.MaxValue);
                break;
            case 4:
                _text.Length = at;
                break;
            case 5:
                _text.Insert(_random.Next(_text.Length), _text.ToString(at, length));
                break;
            case 6:
                _text.Insert(at, _text.ToString(at, length), _random.Next(1, 8));
                break;
            case 7:
                // The start of one statement, the end of another.
                var other = Seed();
                _text.Length = at;
                _text.Append(other, other.Length / 2, other.Length - (other.Length / 2));
                break;
            default:
                _text.Insert(at, Seed());
                break;
        }
    }

    private string Seed() => _seeds[_random.Next(_seeds.Length)];
}
