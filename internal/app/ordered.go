package app

import (
	"context"
	"sync"
)

// ordered calls work for everything that next gives, on a number of goroutines,
// and done with what it gave, in the order of next and on the caller's
// goroutine. Twice as many results as workers wait at most. It stops at the
// first error of done or ctx and returns it.
func ordered[E, R any](ctx context.Context, workers int, next func() (E, bool), work func(E) R, done func(R) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type job struct {
		in  E
		out chan R
	}
	queue, jobs := make(chan *job, workers), make(chan *job)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	for range workers {
		wg.Go(func() {
			for j := range jobs {
				j.out <- work(j.in)
			}
		})
	}
	wg.Go(func() {
		defer close(queue)
		defer close(jobs)
		for {
			in, ok := next()
			if !ok {
				return
			}
			j := &job{in, make(chan R, 1)}
			for _, to := range []chan *job{queue, jobs} {
				select {
				case to <- j:
				case <-ctx.Done():
					return
				}
			}
		}
	})
	for j := range queue {
		select {
		case r := <-j.out:
			if err := done(r); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}
