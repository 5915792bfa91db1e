using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>RMSprop (Hinton, 2012): gradients over the root of their running mean square, with optional momentum.</summary>
    public class RMSProp : OptimizerHelper
    {
        private readonly double _alpha, _eps, _weightDecay, _momentum;
        private readonly bool _centered;

        public RMSProp(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0,
            double momentum = 0, bool centered = false, bool maximize = false)
            : base(parameters, lr, parameter => new State(parameter))
        {
            if (lr < 0) throw new ArgumentException($"Invalid learning rate: {lr}");
            if (eps < 0) throw new ArgumentException($"Invalid ε: {eps}");
            if (alpha < 0) throw new ArgumentException($"Invalid alpha: {alpha}");
            if (momentum < 0) throw new ArgumentException($"Invalid momentum value: {momentum}");
            if (weight_decay < 0) throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
            if (maximize) throw new NotSupportedException("RMSProp with maximize is not supported.");
            (_alpha, _eps, _weightDecay, _momentum, _centered) = (alpha, eps, weight_decay, momentum, centered);
        }

        private protected override void Step(Update[] updates, double lr)
        {
            Tensor[] parameters = [.. updates.Select(update => update.Parameter)];
            Tensor[] gradients = [.. updates.Select(update => update.Gradient)];
            State[] states = [.. updates.Select(update => (State)update.State)];
            if (_weightDecay != 0) gradients = Foreach.Add(gradients, parameters, _weightDecay);

            var denominators = Denominators(states, gradients);
            if (_momentum == 0)
            {
                Foreach.AddCDivInPlace(parameters, gradients, denominators, -lr);
            }
            else
            {
                Tensor[] buffers = [.. states.Select(state => state.momentum_buffer)];
                Foreach.MulInPlace(buffers, _momentum);
                Foreach.AddCDivInPlace(buffers, gradients, denominators, 1);
                Foreach.AddInPlace(parameters, buffers, -lr);
            }

            foreach (var state in states)
                state.step++;
        }

        private protected override void StepRecordably(Update[] updates, StepNumbers numbers)
        {
            Tensor[] parameters = [.. updates.Select(update => update.Parameter)];
            Tensor[] gradients = [.. updates.Select(update => update.Gradient)];
            State[] states = [.. updates.Select(update => (State)update.State)];
            if (_weightDecay != 0) gradients = Foreach.Add(gradients, parameters, _weightDecay);

            Tensor[] directions = [.. states.Select(state => state.momentum_buffer)];
            Foreach.MulInPlace(directions, _momentum);
            Foreach.AddCDivInPlace(directions, gradients, Denominators(states, gradients), 1);
            Foreach.AddInPlace(parameters, Foreach.Mul(directions, numbers.Rate), -1);
        }

        /// <summary>Roots of the running mean squares, or of the running variances where centred.</summary>
        private Tensor[] Denominators(State[] states, Tensor[] gradients)
        {
            Tensor[] squares = [.. states.Select(state => state.square_avg)];
            Foreach.MulInPlace(squares, _alpha);
            Foreach.AddCMulInPlace(squares, gradients, gradients, 1 - _alpha);
            if (_centered)
            {
                Tensor[] means = [.. states.Select(state => state.grad_avg)];
                Foreach.MulInPlace(means, _alpha);
                Foreach.AddInPlace(means, gradients, 1 - _alpha);
                squares = Foreach.AddCMul(squares, means, means, -1);
            }

            var denominators = Foreach.Sqrt(squares);
            Foreach.AddInPlace(denominators, _eps);
            return denominators;
        }

        /// <summary>Steps taken, running means of a parameter's gradient and of its square, and the momentum; all there whether used or not.</summary>
        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public Tensor square_avg;
            public Tensor momentum_buffer;
            public Tensor grad_avg;

            internal State(Parameter parameter) =>
                (square_avg, momentum_buffer, grad_avg) = (ZerosLike(parameter), ZerosLike(parameter), ZerosLike(parameter));

            internal override long Steps
            {
                get => step;
                set => step = value;
            }

            public void Dispose()
            {
                square_avg.Dispose();
                momentum_buffer.Dispose();
                grad_avg.Dispose();
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static RMSProp RMSProp(
                IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0,
                double momentum = 0, bool centered = false, bool maximize = false) =>
                new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);
        }
    }
}
