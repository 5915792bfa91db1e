namespace FerTrain.Tests.Augmentation;

/// <summary>What ImageDataGenerator does to a picture for given draws, step by step in pixels.</summary>
/// <param name="Degrees">Of the rotation.</param>
/// <param name="Down">Of the shift, in pixels; Keras's tx.</param>
/// <param name="Right">Of the shift, in pixels; Keras's ty.</param>
/// <param name="ZoomRows">Keras's zx.</param>
/// <param name="ZoomColumns">Keras's zy.</param>
/// <param name="Mirror">Left to right, after everything else.</param>
internal sealed record KerasAffine(
    double Degrees = 0, double Down = 0, double Right = 0, double ZoomRows = 1, double ZoomColumns = 1, bool Mirror = false)
{
    public double[,] Apply(double[,] picture)
    {
        var side = picture.GetLength(0);
        var matrix = Around(side / 2.0 - 0.5, Product(Rotation(), Product(Shift(), Zoom())));
        var result = new double[side, side];
        for (var row = 0; row < side; row++)
        for (var column = 0; column < side; column++)
        {
            var y = matrix[0, 0] * row + matrix[0, 1] * column + matrix[0, 2];
            var x = matrix[1, 0] * row + matrix[1, 1] * column + matrix[1, 2];
            result[row, Mirror ? side - 1 - column : column] = Sample(picture, y, x);
        }

        return result;
    }

    private double[,] Rotation()
    {
        var (sin, cos) = Math.SinCos(Degrees * Math.PI / 180);
        return new[,] { { cos, -sin, 0 }, { sin, cos, 0 }, { 0, 0, 1 } };
    }

    private double[,] Shift() => new[,] { { 1, 0, Down }, { 0, 1, Right }, { 0, 0, 1 } };

    private double[,] Zoom() => new[,] { { ZoomRows, 0, 0 }, { 0, ZoomColumns, 0 }, { 0, 0, 1 } };

    private static double[,] Around(double centre, double[,] matrix) => Product(
        new[,] { { 1, 0, centre }, { 0, 1, centre }, { 0, 0, 1 } },
        Product(matrix, new[,] { { 1, 0, -centre }, { 0, 1, -centre }, { 0, 0, 1 } }));

    private static double[,] Product(double[,] a, double[,] b)
    {
        var result = new double[3, 3];
        for (var i = 0; i < 3; i++)
        for (var j = 0; j < 3; j++)
            result[i, j] = a[i, 0] * b[0, j] + a[i, 1] * b[1, j] + a[i, 2] * b[2, j];
        return result;
    }

    /// <summary>Linear between the four neighbours, the nearest pixel outside.</summary>
    private static double Sample(double[,] picture, double y, double x)
    {
        var last = picture.GetLength(0) - 1;
        (y, x) = (Math.Clamp(y, 0, last), Math.Clamp(x, 0, last));
        var (top, left) = ((int)y, (int)x);
        var (bottom, right) = (Math.Min(top + 1, last), Math.Min(left + 1, last));
        var (down, across) = (y - top, x - left);
        return (1 - down) * ((1 - across) * picture[top, left] + across * picture[top, right])
            + down * ((1 - across) * picture[bottom, left] + across * picture[bottom, right]);
    }
}
