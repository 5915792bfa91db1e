using System.Numerics;

namespace FerTrain.Data.Synthetic;

/// <summary>Draws a mouth: a bent line of lips that opens into a superellipse, with teeth where they show.</summary>
internal sealed class MouthDrawing(Canvas canvas, Pose pose, Person person, Expression expression)
{
    private const float BarelyOpen = 0.03f;
    private const int Points = 17;

    private float Width => person.MouthWidth + expression.MouthWidth;

    private float Corner => person.MouthCorner + expression.MouthCorner;

    public void Draw()
    {
        if (expression.MouthOpen > BarelyOpen)
        {
            Shape(person.LipWidth, person.LipWidth, person.Lips);
            Shape(0, 0, 0.08f);
            if (expression.Teeth > 0)
                Shape(0, -(1 - expression.Teeth) * expression.MouthOpen, 0.45f + 0.5f * person.Skin);
            return;
        }

        var line = Along(t => Middle(t) - expression.UpperLip * (1 - MathF.Abs(t)));
        canvas.Stroke(line, 2.2f * person.LipWidth * pose.Scale, person.Lips, 0.8f);
        canvas.Stroke(line, 0.035f * pose.Scale, person.Line * 0.6f);
    }

    /// <summary>The open mouth, its upper and lower edge moved outwards.</summary>
    private void Shape(float above, float below, float tone)
    {
        var upper = Along(t => Middle(t) - above - (0.35f * expression.MouthOpen + expression.UpperLip) * Bulge(t));
        var lower = Along(t => Middle(t) + below + 0.65f * expression.MouthOpen * Bulge(t));
        Array.Reverse(lower);
        canvas.Fill([.. upper, .. lower], tone);
    }

    private float Middle(float t) => person.MouthLevel + Corner * (0.35f - t * t);

    private float Bulge(float t)
    {
        var exponent = 2 + expression.MouthSquareness;
        return MathF.Pow(1 - MathF.Pow(MathF.Abs(t), exponent), 1 / exponent);
    }

    private Vector2[] Along(Func<float, float> height) => pose.Face(Enumerable.Range(0, Points)
        .Select(i => 2f * i / (Points - 1) - 1)
        .Select(t => new Vector2(t * Width, height(t))));
}
